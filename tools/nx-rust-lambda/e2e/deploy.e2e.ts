import { createWorkspace, type Workspace } from './workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
  await workspace.nx(['g', 'rust-lambda', 'auth']);
  workspace.edit(
    'apps/auth/main.rs',
    '    let message = event.payload.message;',
    `    let message = event.payload.message;
    match message.as_str() {
        "panic" => panic!("the handler panicked"),
        "fail" => return Err("the handler failed".into()),
        _ => {}
    }`,
  );
  await workspace.commit();
});
afterAll(() => workspace.dispose());

const invoke = (name: string, message: string) =>
  workspace.nx(['run', `${name}:invoke`, '--payload', JSON.stringify({ message })]);

test('all functions that are deployed together are one stack update', async () => {
  const { code, output } = await workspace.nx(['run-many', '-t', 'deploy']);
  expect(output).toMatch(/environment +local at http:\/\/127\.0\.0\.1:\d+/);
  expect(output).toMatch(/add +EchoFunction +AWS::Lambda::Function/);
  expect(output).toMatch(/add +AuthFunction +AWS::Lambda::Function/);
  expect(output.match(/^changes to /gm)).toHaveLength(1);
  expect(code).toBe(0);
  expect((await invoke('echo', 'hi')).output).toContain('hi… hi… hi…');
});

test('deploying again changes nothing, and says so', async () => {
  const { code, output } = await workspace.nx(['run-many', '-t', 'deploy']);
  expect({ code, none: output.includes('no changes') }).toEqual({ code: 0, none: true });
});

test('the log has a line with the request id, without colours or time', async () => {
  const { output, code } = await invoke('echo', 'hi');
  expect(code).toBe(0);
  expect(output).toMatch(/^.*INFO .*handling event request_id=[0-9a-f-]{36}.*$/m);
  expect(output).not.toContain('\u001b[');
});

test('a panic says what and where first, and only frames of this workspace follow', async () => {
  const { stderr, code } = await invoke('auth', 'panic');
  expect(code).not.toBe(0);
  expect(stderr).toMatch(
    /^AuthFunction failed: panic: .*the handler panicked\n {2}panicked at apps\/auth\/main\.rs:\d+:\d+\nSTART RequestId: /m,
  );
  expect(stderr).toMatch(/… \d+ frames? of packages and of Rust itself/);
  expect(stderr).not.toContain('/registry/src/');
});

test.each([
  ['fail', 'the handler failed'],
  ['panic', 'the handler panicked'],
])(
  'a handler that should %s is answered as an error, and the next invocation works',
  async (message, text) => {
    const failed = await invoke('auth', message);
    expect(failed.output).toContain(text);
    expect(failed.code).not.toBe(0);
    const next = await invoke('auth', 'hi');
    expect(next.output).toContain('hi… hi… hi…');
    expect(next.code).toBe(0);
  },
);

test('a deploy of one function leaves the other as it is deployed', async () => {
  workspace.edit('apps/auth/main.rs', '{message}… {message}… {message}…', '{message}!');
  workspace.edit('apps/echo/main.rs', '{message}… {message}… {message}…', '{message}?');
  const { code, output } = await workspace.nx(['run', 'auth:deploy']);
  expect(code).toBe(0);
  expect(output).toMatch(/modify +AuthFunction/);
  expect(output).not.toMatch(/modify +EchoFunction/);
  expect((await invoke('auth', 'hi')).output).toContain('"hi!"');
  expect((await invoke('echo', 'hi')).output).toContain('hi… hi… hi…');
});

test('an error in the template stops the deploy with its line', async () => {
  workspace.edit('template.yml', 'RetentionInDays: 30', 'RetentionInDays: 31');
  const { code, output } = await workspace.nx(['run', 'echo:deploy']);
  workspace.edit('template.yml', 'RetentionInDays: 31', 'RetentionInDays: 30');
  expect(output).toMatch(/template\.yml:\d+: .*31/);
  expect(output).not.toContain('changes to ');
  expect(code).not.toBe(0);
});

test('a warning of the linter is shown, and stops nothing', async () => {
  const unused = 'Mappings:\n  Unused:\n    A:\n      B: c\n\n';
  workspace.edit('template.yml', 'Resources:\n', `${unused}Resources:\n`);
  const { code, output } = await workspace.nx(['run', 'echo:deploy']);
  workspace.edit('template.yml', unused, '');
  expect(output).toMatch(/^template\.yml:\d+: warning: .*Unused.* \(cfn-lint W7001\)$/m);
  expect(code).toBe(0);
});

test('an unknown environment is refused with the known ones', async () => {
  const { code, output } = await workspace.nx(['run', 'echo:deploy', '-c', 'prodution']);
  expect(output).toContain(
    "samconfig.toml: has no environment 'prodution'; it knows default, local, production",
  );
  expect(code).not.toBe(0);
});

test('a local deploy does not take a build for Lambda that runs beside it', async () => {
  const { code, output } = await workspace.nx(['run-many', '-t', 'build', 'deploy', '-p', 'echo']);
  expect(output).toContain('run npx nx run-many -t deploy alone');
  expect(code).not.toBe(0);
});

test('outputs are shown as a table', async () => {
  const { code, stdout } = await workspace.nx(['run', 'stack:outputs']);
  expect(stdout).toMatch(/AuthFunctionArn +arn:aws:lambda:us-east-1:000000000000:function:/);
  expect(code).toBe(0);
});
