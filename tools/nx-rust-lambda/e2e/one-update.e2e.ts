/** One run is one update, whatever of it was cached, and comes to the same end. */
import { createWorkspace, type Outcome, type Workspace } from './workspace';

let workspace: Workspace;

/** Needs every function of the template. */
const rule = `  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
        - { Id: echo, Arn: !GetAtt EchoFunction.Arn }
        - { Id: auth, Arn: !GetAtt AuthFunction.Arn }
        - { Id: mail, Arn: !GetAtt MailFunction.Arn }
`;

beforeAll(async () => {
  workspace = await createWorkspace();
  for (const name of ['auth', 'mail']) await workspace.nx(['g', 'rust-lambda', name]);
  workspace.edit('template.yml', 'Resources:\n', `Resources:\n${rule}`);
  await workspace.commit();
});
afterAll(async () => {
  await workspace.nx(['daemon', '--stop'], { NX_DAEMON: 'true' });
  await workspace.dispose();
});

const deploy = (...more: string[]) => workspace.nx(['run-many', '-t', 'deploy', ...more]);
const updates = ({ output }: Outcome) => output.match(/^changes to /gm)?.length ?? 0;
const resources = async () => (await workspace.nx(['run', 'stack:resources'])).stdout;

/** Builds these as a deploy does, and nothing else. */
async function cache(...names: string[]): Promise<void> {
  const { code, output } = await deploy('-p', names.join(), '--dry-run');
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
}

async function startAnew(): Promise<void> {
  const { code } = await workspace.nx(['run', 'stack:destroy', '--yes']);
  expect(code).toBe(0);
  touch('auth', 'mail');
}

let edits = 0;
function touch(...names: string[]): void {
  for (const name of names) {
    const text = workspace.read(`apps/${name}/main.rs`).replace(/^\/\/ edit .*\n/, '');
    workspace.write(`apps/${name}/main.rs`, `// edit ${(edits += 1)}\n${text}`);
  }
}

test('one build cached, two not', async () => {
  await cache('echo');
  const run = await deploy();
  expect({ code: run.code, updates: updates(run) }).toEqual({ code: 0, updates: 1 });
  expect(run.output).toMatch(/add +Nightly/);
  const again = await deploy();
  expect({ code: again.code, updates: updates(again) }).toEqual({ code: 0, updates: 0 });
});

test.each([
  ['affected', ['affected', '-t', 'deploy', '--files=template.yml'], {}],
  ['the daemon', ['run-many', '-t', 'deploy'], { NX_DAEMON: 'true' }],
  ['one at a time', ['run-many', '-t', 'deploy', '--parallel=1'], {}],
])('with %s', async (_case, args, env) => {
  await startAnew();
  const run = await workspace.nx(args, env);
  expect({ code: run.code, updates: updates(run) }).toEqual({ code: 0, updates: 1 });
  expect(run.output).toMatch(/add +Nightly/);
});

test.each([['--parallel=1'], ['--parallel=3']])(
  'without batches, %s: whoever is the last has what needs all',
  async (parallel) => {
    await startAnew();
    const run = await deploy('--batch=false', parallel);
    expect(run.code).toBe(0);
    expect(await resources()).toMatch(/Nightly +AWS::Events::Rule/);
  },
);

test('a build that fails in the middle: the others are one update, and the run fails', async () => {
  workspace.edit('apps/auth/main.rs', '{message}… {message}', '{message}! {message}');
  const main = workspace.read('apps/mail/main.rs');
  workspace.write('apps/mail/main.rs', `${main}\nfn broken() -> u8 { "no number" }\n`);
  const run = await deploy();
  workspace.write('apps/mail/main.rs', main);
  expect(run.code).not.toBe(0);
  expect(run.output).toContain('mismatched types');
  expect(run.output).toMatch(/^ +functions +AuthFunction, EchoFunction$/m);
  expect(updates(run)).toBe(1);
});
