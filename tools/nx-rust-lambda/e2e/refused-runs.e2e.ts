/** What a run is refused for before it does anything: nothing is built, nothing deployed, nothing sent. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startScriptedAws, type ScriptedAws } from './scripted-aws/scripted-aws';
import { createWorkspace, type Outcome, type Workspace } from './workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.dispose());
beforeEach(() => rmSync(join(workspace.root, 'dist'), { recursive: true, force: true }));

const isBuilt = () => existsSync(join(workspace.root, 'dist'));
const hasLocalAws = () => existsSync(join(workspace.root, '.local-aws'));

test.each([
  ['run echo:deploy --dryrn', 'echo:deploy has no option --dryrn; did you mean --dry-run?'],
  ['deploy echo --dryrun', 'echo:deploy has no option --dryrun; did you mean --dry-run?'],
  ['run echo:deploy --dry_run --batch=false', 'did you mean --dry-run?'],
  ['run echo:deploy -- --dryrn', 'did you mean --dry-run?'],
  ['run echo:deploy production', 'did you mean -c production?'],
  [
    'run-many -t invoke deploy --dry-run',
    'echo:invoke has no option --dry-run, which echo:deploy has',
  ],
  ['run stack:deploy-all --allow-dataloss', 'did you mean --allow-data-loss?'],
  ['run echo:diff --wait=maybe', "--wait is 'maybe', and can only be there or not"],
  ['affected -t diff --files=apps/echo/main.rs --jsn=x', 'did you mean --json?'],
  ['run echo:invoke --paylod={}', 'echo:invoke has no option --paylod; did you mean --payload?'],
  ['run stack:destroy --force', 'stack:destroy has no option --force; it has --yes'],
  ['run echo:build --release', 'echo:build has no option --release; it has none'],
  ['run echo:build --release --batch=false', 'echo:build has no option --release'],
  ['run echo:test -- --nocapture', 'echo:test has no option --nocapture; it has none'],
  ['run stack:outputs --josn=x', 'did you mean --json?'],
  ['run echo:deploy -cproduction', "Nx does not read '-cproduction' as a configuration"],
  ['run echo:deploy --c=production', 'write -c production'],
  ['deploy echo -c local -c production', 'names a configuration 2 times (local, production)'],
  ['deploy echo --environment=production', 'an environment is named with -c <environment>'],
  ['run echo:invoke -c prodction', "samconfig.toml: has no environment 'prodction'"],
  ['run echo:build -c nope', "no target of this run has a configuration 'nope'"],
  ['run echo:test:nope', "no target of this run has a configuration 'nope'"],
])('nx %s', async (line, sentence) => {
  const { code, output } = await workspace.nx(line.split(' '));
  expect(output).toContain(sentence);
  expect(output.split(sentence)).toHaveLength(2);
  expect(output).not.toMatch(/Successfully|UnhandledPromise|at .*\.ts:/);
  expect(code).toBe(1);
  expect(isBuilt()).toBe(false);
  expect(hasLocalAws()).toBe(false);
});

describe('what is cheap to look at comes before builds', () => {
  const inProduction = (...words: string[]) => ['run', 'echo:deploy', '-c', 'production', ...words];
  const nobody = { HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };
  const somebody = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const identity = {
    Account: '111122223333',
    Arn: 'arn:aws:iam::111122223333:user/a',
    UserId: 'a',
  };
  const absent = { code: 'ValidationError', message: 'Stack with id x does not exist' };
  let aws: ScriptedAws;

  beforeAll(async () => {
    aws = await startScriptedAws({ GetCallerIdentity: [identity], DescribeStacks: [absent] });
  });
  afterAll(() => aws.close());

  const expectRefused = ({ code, output }: Outcome, sentence: string) => {
    expect(output).toContain(sentence);
    expect(output.split(sentence)).toHaveLength(2);
    expect(output).not.toMatch(/Successfully|^building|at .*\.ts:/m);
    expect({ code, isBuilt: isBuilt() }).toEqual({ code: 1, isBuilt: false });
  };
  /** Each in a template or samconfig.toml that is put back. */
  const withEdit = async (file: string, from: string, to: string, act: () => Promise<void>) => {
    const text = workspace.read(file);
    workspace.edit(file, from, to);
    try {
      await act();
    } finally {
      workspace.write(file, text);
    }
  };

  test.each([
    ['a function', inProduction()],
    ['without batches', inProduction('--batch=false')],
    ['a diff', ['run', 'echo:diff', '-c', 'production']],
    ['the stack', ['run', 'stack:deploy-all', '-c', 'production']],
    ['all that changed', ['affected', '-t', 'deploy', '-c', 'production', '--files=template.yml']],
  ])('no credentials, %s', async (_case, args) => {
    expectRefused(await workspace.nx(args, nobody), 'no AWS credentials');
  });

  test('another account than the environment allows', async () => {
    const setting = '[production.global.parameters]\n';
    await withEdit(
      'samconfig.toml',
      setting,
      `${setting}allowed_account = "999999999999"\n`,
      async () => {
        const run = await workspace.nx(inProduction(`--endpointUrl=${aws.endpoint}`), somebody);
        expectRefused(run, "environment 'production' allows account 999999999999");
      },
    );
  });

  test('a parameter without a value', async () => {
    const parameters = 'Parameters:\n  Colour: { Type: String }\nResources:\n';
    await withEdit('template.yml', 'Resources:\n', parameters, async () => {
      const run = await workspace.nx(inProduction(`--endpointUrl=${aws.endpoint}`), somebody);
      expectRefused(run, 'parameter Colour has no Default and no value yet');
    });
  });

  test.each([['local'], ['production']])(
    'a CodeUri that is not there, in %s',
    async (environment) => {
      await withEdit('template.yml', 'CodeUri: apps/echo', 'CodeUri: apps/ecco', async () => {
        const run = await workspace.nx(['run', 'stack:deploy-all', '-c', environment], nobody);
        expectRefused(run, 'apps/ecco');
      });
    },
  );

  test('a parameter that the template does not have', async () => {
    const run = await workspace.nx(['run', 'echo:deploy', '--parameterOverrides=Nope=1']);
    expectRefused(run, "has no parameter 'Nope', which --parameterOverrides gives");
  });

  test('a crate that no function runs', async () => {
    await workspace.nx(['g', 'rust-lambda', 'auth']);
    await withEdit('template.yml', 'CodeUri: apps/auth', 'CodeUri: apps/echo', async () => {
      expectRefused(await workspace.nx(['run', 'auth:deploy']), 'no function runs auth');
    });
  });
});
