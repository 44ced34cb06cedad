/** An artifact that was changed or cut off, in its place or in Nx's cache, is refused or made anew, never shipped. */
import { appendFileSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { readArtifact, type ArtifactSpec } from '../src/build/artifact';
import { createWorkspace, type Workspace } from './workspace';

const spec: ArtifactSpec = {
  bin: 'plain',
  features: [],
  functions: [],
  target: 'host',
  path: 'dist/local/apps/plain/bootstrap',
};
let workspace: Workspace;
let right: Buffer;
const inPlace = () => join(workspace.root, spec.path);
const build = (env = {}) => workspace.nx(['build', 'plain', '-c', 'local'], { CI: '', ...env });
const verdict = () =>
  readArtifact(workspace.root, spec).then(
    ({ content }) => (content.equals(right) ? 'right' : 'wrong'),
    (error: Error) => error.message,
  );

beforeAll(async () => {
  workspace = await createWorkspace();
  workspace.write(
    'apps/plain/Cargo.toml',
    '[package]\nname = "plain"\nversion = "0.1.0"\nedition = "2024"\n',
  );
  workspace.write('apps/plain/src/main.rs', 'fn main() {}\n');
  workspace.edit(
    'template.yml',
    'Outputs:',
    '  PlainFunction:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: apps/plain }\nOutputs:',
  );
  expect(await build()).toMatchObject({ code: 0 });
  right = readFileSync(inPlace());
});
afterAll(() => workspace.dispose());

async function cached(): Promise<string> {
  const found = await workspace.exec('find', ['.nx', '-path', `*/${spec.path}`]);
  const [first = '', ...more] = found.stdout.trim().split('\n');
  expect([first === '', more]).toEqual([false, []]);
  return join(workspace.root, first);
}
const change = (file: string) => appendFileSync(file, 'x');
const cutOff = (file: string) => truncateSync(file, right.length / 2);

const refusal = `${spec.path}: is not what the build wrote (its checksum differs); run nx reset and build it again`;

test.each<[string, (file: string) => void]>([
  ['changed', change],
  ['cut off', cutOff],
])(
  '%s in its place: refused until the next build, which takes it from the cache',
  async (_case, tamper) => {
    tamper(inPlace());
    expect(await verdict()).toBe(refusal);
    expect(await build()).toMatchObject({ code: 0 });
    expect(await verdict()).toBe('right');
  },
);

test.each<[string, (file: string) => void]>([
  ['changed', change],
  ['cut off', cutOff],
])(
  "%s in Nx's cache: refused, and mended for good by the command that is named",
  async (_case, tamper) => {
    const dist = join(workspace.root, 'dist');
    tamper(await cached());
    rmSync(dist, { recursive: true });
    // Nx compares nothing.
    expect(await build()).toMatchObject({ code: 0 });
    expect(await verdict()).toBe(refusal);

    expect(await workspace.nx(['reset'])).toMatchObject({ code: 0 });
    expect(await build()).toMatchObject({ code: 0 });
    expect(await verdict()).toBe('right');
    rmSync(dist, { recursive: true });
    expect(await build()).toMatchObject({ code: 0 });
    expect(await verdict()).toBe('right');
  },
);

test('with the daemon, which remembers what lies in dist, nothing else is taken', async () => {
  const daemon = { NX_DAEMON: 'true' };
  try {
    expect(await build(daemon)).toMatchObject({ code: 0 });
    change(inPlace());
    expect(await build(daemon)).toMatchObject({ code: 0 });
    expect(['right', refusal]).toContain(await verdict());
    expect(await workspace.nx(['reset'])).toMatchObject({ code: 0 });
    expect(await build(daemon)).toMatchObject({ code: 0 });
    expect(await verdict()).toBe('right');
  } finally {
    await workspace.nx(['daemon', '--stop'], daemon);
  }
});
