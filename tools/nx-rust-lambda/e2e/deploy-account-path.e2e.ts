/**
 * The way to a real account (release artifact, SAM's bucket, change set), walked against the local
 * AWS by an endpoint given explicitly. Between them stands a proxy that refuses what the services' own
 * models do not allow. What only real AWS does cannot be seen here.
 */
import { localServerOf } from './local-server';
import { startCheckingProxy, type ScriptedAws } from './scripted-aws/scripted-aws';
import { createWorkspace, type Workspace } from './workspace';

let workspace: Workspace;
let aws: ScriptedAws;
let credentials: Readonly<Record<string, string>>;

beforeAll(async () => {
  workspace = await createWorkspace();
  // What is built for Lambda must run on this machine here.
  if (process.arch === 'x64') workspace.edit('template.yml', '[arm64]', '[x86_64]');
  await workspace.nx(['g', 'rust-lambda', 'auth']);
  await workspace.commit();
  // The stack does not exist, but the local AWS runs then.
  const outputs = await workspace.nx(['run', 'stack:outputs']);
  expect(outputs.output).toContain("stack 'rust-functions' of 'local' does not exist");
  const { endpoint, variables } = localServerOf(workspace.root);
  credentials = variables;
  aws = await startCheckingProxy(endpoint);
});
afterAll(async () => {
  await aws.close();
  await workspace.dispose();
});
afterEach(() => expect(aws.violations).toEqual([]));

const inProduction = (task: string, ...args: string[]) =>
  workspace.nx(
    ['run', task, '-c', 'production', `--endpointUrl=${aws.endpoint}`, ...args],
    credentials,
  );

test('sam makes its bucket, one function is sent there, deployed, and answers', async () => {
  const { code, output } = await inProduction('echo:deploy');
  expect(output).toMatch(/environment +production at http/);
  expect(output).toMatch(/stack +rust-functions-production/);
  expect(output).toMatch(/add +EchoFunction +AWS::Lambda::Function/);
  expect(output).not.toMatch(/add +AuthFunction/);
  expect(code).toBe(0);
  const answer = await inProduction('echo:invoke', '--payload', '{"message":"hi"}');
  expect(answer.stdout).toContain('hi… hi… hi…');
  expect(answer.code).toBe(0);
});

test('the same again is no change', async () => {
  const { code, output } = await inProduction('echo:deploy');
  expect(output).toContain('no changes: stack rust-functions-production is up to date');
  expect(code).toBe(0);
});

test('another function leaves the first as it is deployed, whatever template.yml says', async () => {
  workspace.edit('template.yml', 'MemorySize: 128', 'MemorySize: 256');
  const { code, output } = await inProduction('auth:deploy');
  expect(output).toMatch(/add +AuthFunction +AWS::Lambda::Function/);
  expect(output).not.toMatch(/modify +EchoFunction/);
  expect(output).toContain('EchoFunction.Properties.MemorySize: 128 -> 256');
  expect(code).toBe(0);
});

test('deploy-all makes the stack what template.yml says', async () => {
  const { code, output } = await inProduction('stack:deploy-all');
  expect(output).toMatch(/modify +EchoFunction +AWS::Lambda::Function/);
  expect(output).not.toMatch(/modify +AuthFunction /);
  expect(code).toBe(0);
});

test('a deploy ships what plain build cached, and compiles nothing', async () => {
  const built = await workspace.nx(['affected', '-t', 'build', '--base=HEAD']);
  expect(built.code).toBe(0);
  const { code, output } = await workspace.nx(
    [
      'affected',
      '-t',
      'deploy',
      '-c',
      'production',
      '--base=HEAD',
      `--endpointUrl=${aws.endpoint}`,
    ],
    credentials,
  );
  expect(output).toContain('Running target deploy for 2 projects');
  expect(output).not.toMatch(/^building /m);
  expect(code).toBe(0);
});

test('build and deploy in one run take the same build', async () => {
  const { code, output } = await workspace.nx(
    ['run-many', '-t', 'build', 'deploy', '-c', 'production', `--endpointUrl=${aws.endpoint}`],
    credentials,
  );
  expect(output).toContain('no changes: stack rust-functions-production is up to date');
  expect(code).toBe(0);
});

test("a committed .env and AWS's config file move no deploy", async () => {
  const before = aws.requests.length;
  workspace.write('tools/aws-config', `[default]\nendpoint_url = ${aws.endpoint}\n`);
  const invoked = (variables: Record<string, string>) =>
    workspace.nx(['run', 'echo:invoke', '-c', 'production'], { ...credentials, ...variables });
  const byShell = await invoked({ AWS_CONFIG_FILE: 'tools/aws-config' });
  expect(byShell.output).toContain(
    `endpoint_url (profile 'default' of tools/aws-config) is set to ${aws.endpoint}, so 'production' would not be the account it names`,
  );
  const dotenv = workspace.read('.env');
  const line = dotenv.split('\n').length;
  workspace.write('.env', `${dotenv}AWS_CONFIG_FILE=tools/aws-config\n`);
  const byFile = await invoked({});
  workspace.write('.env', dotenv);
  expect(byFile.output).toMatch(
    new RegExp(`^\\.env:${line}: sets AWS_CONFIG_FILE, and Nx loads`, 'm'),
  );
  expect([byShell.code, byFile.code]).not.toContain(0);
  expect(aws.requests.length).toBe(before);
});

test.each([
  [
    'AWS_ENDPOINT_URL without --endpointUrl',
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
    /^AWS_ENDPOINT_URL is set to http:\/\/127\.0\.0\.1:9, so 'production' would not be the account it names/m,
  ],
  [
    'no credentials',
    { HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' },
    /^no AWS credentials \(.*\); set AWS_PROFILE/m,
  ],
])('%s stops before anything', async (_, variables, sentence) => {
  const { code, output } = await workspace.nx(
    ['run', 'echo:invoke', '-c', 'production'],
    variables,
  );
  expect(output).toMatch(sentence);
  expect(output).not.toMatch(/^ +at /m);
  expect(code).not.toBe(0);
});

test('a parameter that decides the architecture decides the build, or is refused', async () => {
  const native = process.arch === 'x64' ? 'x86_64' : 'arm64';
  const other = native === 'arm64' ? 'x86_64' : 'arm64';
  workspace.edit('template.yml', `Architectures: [${native}]`, 'Architectures: [!Ref Cpu]');
  workspace.edit(
    'template.yml',
    'Globals:\n',
    `Parameters:\n  Cpu: { Type: String, Default: ${native} }\n\nGlobals:\n`,
  );
  const refused = await inProduction('echo:deploy', `--parameterOverrides=Cpu=${other}`);
  expect(refused.output).toMatch(
    new RegExp(`EchoFunction is ${other} on provided\\.al2023 with the parameters of this deploy`),
  );
  expect(refused.output).toContain('[production.deploy.parameters]');
  expect(refused.code).toBe(1);
  const { output, code } = await inProduction('echo:deploy');
  expect(output).not.toContain('with the parameters of this deploy');
  expect(code).toBe(0);
});
