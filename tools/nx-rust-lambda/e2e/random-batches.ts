/**
 * A workspace of four functions and two libraries, built in random batches over random histories of the target
 * directory. Each artifact is compared with the one that the same task alone makes in an empty one.
 */
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildOptions } from '../src/build/build-options';
import { batch } from '../src/executors/build/build';
import { inferWorkspace } from '../src/plugin';
import { run } from '../src/process/run';
import type { Texts } from './cache-key/crates';
import { TinyWorkspace } from './tiny-workspace';

const manifest = (name: string, rest = '') =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2024"\n${rest}`;
const onLibs = (one: string, two: string) =>
  `[dependencies]\none = { path = "../../libs/one", features = [${one}] }\ntwo = { path = "../../libs/two", features = [${two}] }\n`;
const main = (name: string) =>
  `fn main() {\n    println!("${name} {} {}", one::one(), two::two());\n}\n`;
const functionOf = (id: string, crate: string, rest: string) =>
  `  ${id}:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: apps/${crate}, ${rest} }\n`;
const bin = (name: string) => `    Metadata: { BuildProperties: { Binary: ${name} } }\n`;

const files: Texts = {
  'Cargo.toml': '[workspace]\nresolver = "3"\nmembers = ["apps/*", "libs/*"]\n',
  'Cargo.lock': 'version = 4\n',
  'libs/one/Cargo.toml': manifest('one', '[features]\nx = []\ny = []\n'),
  'libs/one/src/lib.rs':
    'pub fn one() -> String {\n    format!("one {} {}", cfg!(feature = "x"), cfg!(feature = "y"))\n}\n',
  'libs/two/Cargo.toml': manifest(
    'two',
    '[features]\nz = []\n[dependencies]\none.path = "../one"\n',
  ),
  'libs/two/src/lib.rs':
    'pub fn two() -> String {\n    format!("two {} {}", cfg!(feature = "z"), one::one())\n}\n',
  // Each asks for other features, on other machines; two have a bin of one name, one has two bins.
  'apps/a/Cargo.toml': manifest('a', onLibs('"x"', '')),
  'apps/a/src/main.rs': main('a'),
  'apps/b/Cargo.toml': manifest(
    'b',
    `${onLibs('', '"z"')}[[bin]]\nname = "bootstrap"\npath = "main.rs"\n`,
  ),
  'apps/b/main.rs': main('b'),
  'apps/c/Cargo.toml': manifest(
    'c',
    `${onLibs('"y"', '')}[[bin]]\nname = "bootstrap"\npath = "main.rs"\n`,
  ),
  'apps/c/main.rs': main('c'),
  'apps/d/Cargo.toml': manifest('d', `${onLibs('', '')}[features]\nmore = ["two/z"]\n`),
  'apps/d/src/bin/first.rs': main('first'),
  'apps/d/src/bin/second.rs': main('second'),
  'template.yml': [
    'Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function: { Runtime: provided.al2023, Architectures: [x86_64] }\nResources:\n',
    functionOf('A', 'a', 'Timeout: 3'),
    functionOf('AOnArm', 'a', 'Architectures: [arm64]'),
    functionOf('B', 'b', 'Runtime: provided.al2'),
    functionOf('C', 'c', 'Timeout: 3'),
    functionOf('First', 'd', 'Timeout: 3') + bin('first'),
    functionOf('Second', 'd', 'Runtime: provided.al2') + bin('second'),
  ].join(''),
};

const functions = ['a', 'b', 'c', 'd'] as const;
const histories = [
  'kept',
  'empty',
  'a library is newer',
  'the local builds gone',
  'plain cargo',
] as const;
type Destination = 'lambda' | 'local';

const step = fc.record({
  crates: fc.subarray([...functions], { minLength: 1 }),
  destination: fc.constantFrom<Destination>('lambda', 'lambda', 'local'),
  history: fc.constantFrom(...histories),
});

/** What was not as it should be, one line each. */
export async function buildAtRandom(steps: number, seed: number): Promise<readonly string[]> {
  const workspace = new TinyWorkspace([]);
  for (const [path, text] of Object.entries(files)) workspace.write(path, text);
  const target = join(workspace.root, 'target');
  const locked = await run({
    program: 'cargo',
    args: ['generate-lockfile', '--offline'],
    cwd: workspace.root,
  });
  if (locked.type !== 'exited' || locked.code !== 0) throw new Error(JSON.stringify(locked));
  const projects = await optionsOf(workspace.root);
  const build = (crates: readonly string[], destination: Destination) =>
    artifactsOf(
      workspace.root,
      crates.map((crate) => projects[`${crate} ${destination}`]!),
    );

  const right: Record<string, string> = {};
  for (const destination of ['lambda', 'local'] as const) {
    for (const crate of functions) {
      rmSync(target, { recursive: true, force: true });
      Object.assign(right, await build([crate], destination));
    }
  }
  const faults: string[] = [];
  for (const [index, { crates, destination, history }] of fc
    .sample(step, { seed, numRuns: steps })
    .entries()) {
    await age(workspace.root, target, history);
    const at = `seed ${seed}, step ${index}: ${crates.join()} (${destination}, ${history})`;
    const made = await build(crates, destination);
    const wrong = Object.keys(made).filter((path) => made[path] !== right[path]);
    if (wrong.length > 0) faults.push(`${at}: other bytes in ${wrong.join()}`);
  }
  workspace.dispose();
  return faults;
}

/** Of every function, as the project graph has them. */
async function optionsOf(root: string): Promise<Readonly<Record<string, BuildOptions>>> {
  const read = Object.keys(files).filter((path) => /Cargo|template/.test(path));
  const { nodes } = await inferWorkspace(root, read);
  const projects = nodes.flatMap(([, { projects: found }]) => Object.values(found ?? {}));
  return Object.fromEntries(
    projects.flatMap(({ name, targets }) => {
      const build = targets?.['build'];
      if (!build) return [];
      // What lies in no git repository cannot be checked for what it read.
      const options = { ...build.options, keyedInputs: undefined } as BuildOptions;
      return [
        [`${name} lambda`, options],
        [`${name} local`, { ...options, ...build.configurations?.['local'] } as BuildOptions],
      ];
    }),
  );
}

/** Checksums of what one batch leaves, by path. */
async function artifactsOf(
  root: string,
  requests: readonly BuildOptions[],
): Promise<Record<string, string>> {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const inputs = Object.fromEntries(requests.map((options) => [options.crate, options]));
  for await (const { result } of batch(undefined as never, inputs, {}, { root } as never)) {
    if (!result.success) throw new Error(result.terminalOutput);
  }
  const specs = requests.flatMap(({ artifacts, destination }) => artifacts[destination]);
  return Object.fromEntries(
    specs.map(({ path }) => {
      const content = readFileSync(join(root, path));
      return [path, createHash('sha256').update(content).digest('hex')];
    }),
  );
}

async function age(root: string, target: string, history: (typeof histories)[number]) {
  if (history === 'empty') rmSync(target, { recursive: true, force: true });
  if (history === 'a library is newer') {
    utimesSync(join(root, 'libs/one/src/lib.rs'), new Date(), new Date());
  }
  if (history === 'the local builds gone') {
    const folder = join(target, 'x86_64-unknown-linux-gnu', 'debug');
    if (existsSync(folder)) renameSync(folder, `${folder}.${Date.now()}`);
  }
  if (history === 'plain cargo') {
    const args = ['build', '--workspace', '--release', '--target', 'x86_64-unknown-linux-gnu'];
    await run({ program: 'cargo', args, cwd: root });
  }
}
