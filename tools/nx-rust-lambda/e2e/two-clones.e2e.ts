import { createWorkspace, type Workspace } from './workspace';

let clones: Workspace[];

beforeAll(async () => {
  clones = [await createWorkspace({ name: 'first' }), await createWorkspace({ name: 'second' })];
});
afterAll(async () => {
  for (const clone of clones) await clone.dispose();
});

const port = (clone: Workspace) =>
  (JSON.parse(clone.read('.local-aws/server.json')) as { port: number }).port;

test('two clones on one machine have a local AWS, a stack and a cache each', async () => {
  for (const [index, clone] of clones.entries()) {
    clone.edit('apps/echo/main.rs', '{message}… {message}… {message}…', `{message} ${index}`);
    const { code, output } = await clone.nx(['run', 'echo:deploy']);
    expect(output).toContain('add     EchoFunction ');
    // The second does not take what the first has cached.
    expect(output).toMatch(/^building 1 function/m);
    expect(code).toBe(0);
  }
  expect(new Set(clones.map(port)).size).toBe(2);
  for (const [index, clone] of clones.entries()) {
    const { stdout } = await clone.nx(['run', 'echo:invoke']);
    expect(stdout).toContain(`"echo": "hello ${index}"`);
  }
  const [first, second] = clones as [Workspace, Workspace];
  expect((await first.exec('npm', ['stop'])).output).toContain('stopped');
  const { code, stdout } = await second.nx(['run', 'echo:invoke']);
  expect(stdout).toContain('"echo": "hello 1"');
  expect(code).toBe(0);
});
