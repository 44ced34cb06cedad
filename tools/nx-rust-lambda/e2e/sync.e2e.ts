/** `nx sync`, and the record of features that the graph keeps, without and with Nx's daemon. */
import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../src/process/run';
import { findRust } from '../src/toolchain/rust';
import { firstVersions, layCargoHome, layWorkspace, publish } from './cache-key/crates';
import { layToolchains } from './cache-key/toolchains';
import { createWorkspace, type Workspace } from './workspace';

const record = 'Cargo.features.lock';

describe.each([[false], [true]])('with the daemon: %s', (daemon) => {
  let workspace: Workspace;
  let env: Record<string, string | undefined>;
  const nx = (args: readonly string[], more = {}) => workspace.nx(args, { ...env, ...more });
  const buildC = () => nx(['build', 'c', '-c', 'local']);

  beforeAll(async () => {
    workspace = await createWorkspace({ name: 'sync/workspace' });
    const { root } = workspace;
    const folder = dirname(root);
    for (const path of ['apps', 'libs', 'Cargo.lock', record]) {
      rmSync(join(root, path), { recursive: true, force: true });
    }
    layWorkspace(root);
    publish(join(folder, 'vendor'), firstVersions);
    layCargoHome(join(folder, 'cargo-home'), join(folder, 'vendor'));
    const { sysroot } = await findRust({ root, run });
    layToolchains(join(folder, 'rustup-home'), sysroot);
    env = {
      CI: undefined,
      CARGO_HOME: join(folder, 'cargo-home'),
      RUSTUP_HOME: join(folder, 'rustup-home'),
      CARGO_TARGET_DIR: join(folder, 'target'),
      NX_DAEMON: String(daemon),
    };
    const locked = await workspace.exec('cargo', ['generate-lockfile', '--offline'], env);
    if (locked.code !== 0) throw new Error(locked.output);
    await workspace.commit();
  });
  afterAll(async () => {
    if (daemon) await nx(['daemon', '--stop']);
    rmSync(dirname(workspace.root), { recursive: true, force: true });
  });

  test('the graph leaves a record of every package, and nothing is out of step then', async () => {
    const { output, code } = await nx(['show', 'projects']);
    expect([code, output]).toEqual([0, expect.stringContaining('stack')]);
    const lines = workspace
      .read(record)
      .split('\n')
      .filter((line) => /^\w/.test(line));
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'elsewhere',
      'inner',
      'outer',
      'tester',
      'unrelated',
    ]);
    const checked = await nx(['sync:check']);
    expect([checked.code, checked.output]).toEqual([0, expect.stringContaining('up to date')]);
  });

  test('on CI the tree is not written to, and sync:check says what is missing', async () => {
    rmSync(join(workspace.root, record));
    const onCi = { CI: 'true' };
    expect((await nx(['show', 'projects'], onCi)).code).toBe(0);
    if (!daemon) expect(existsSync(join(workspace.root, record))).toBe(false);
    const checked = await nx(['sync:check'], onCi);
    const synced = await nx(['sync'], onCi);
    if (!daemon) {
      expect([checked.code, checked.output]).toEqual([
        1,
        expect.stringContaining(`${record} is not`),
      ]);
    }
    expect([synced.code, synced.output]).toEqual([0, expect.anything()]);
    expect(existsSync(join(workspace.root, record))).toBe(true);
  });

  test('what a build was refused for is declared, and the next build passes', async () => {
    workspace.edit('apps/c/main.rs', 'motto.txt', 'undeclared.txt');
    const before = workspace.read('apps/c/Cargo.toml');
    const refused = await buildC();
    expect([refused.code, refused.output]).toEqual([
      1,
      expect.stringContaining('or run npx nx sync'),
    ]);
    const checked = await nx(['sync:check']);
    expect([checked.code, checked.output]).toEqual([
      1,
      expect.stringContaining('apps/c/Cargo.toml does not declare ../../data/undeclared.txt'),
    ]);
    expect(workspace.read('apps/c/Cargo.toml')).toBe(before);
    const synced = await nx(['sync']);
    expect([synced.code, synced.output]).toEqual([0, expect.anything()]);
    expect(workspace.read('apps/c/Cargo.toml')).toBe(
      before.replace(
        '"../../../outside.txt"]',
        '"../../../outside.txt", "../../data/undeclared.txt"]',
      ),
    );
    const built = await buildC();
    expect([built.code, built.output]).toEqual([0, expect.anything()]);
    const after = await nx(['sync:check']);
    expect([after.code, after.output]).toEqual([0, expect.anything()]);
  });
});
