/** Builds by Nx in which nx itself, its worker or cargo is killed at a random moment, each followed by one that is let be. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendants, end, type KillOutcome } from './killed-builds';
import { createWorkspace, testEnvironment, type Workspace } from './workspace';

const libraries = ['l0', 'l1', 'l2', 'l3'];
const victims = ['nx', 'worker', 'cargo'] as const;
const args = ['node_modules/nx/dist/bin/nx.js', 'build', 'f', '-c', 'local'];
const mostMs = 60_000;

export async function killNxAtRandom(kills: number): Promise<KillOutcome> {
  const workspace = await createWorkspace({ name: 'killed' });
  const target = join(workspace.root, 'target');
  const env = { CARGO_TARGET_DIR: target, CI: '' };
  const faults: string[] = [];
  let met = 0;
  try {
    lay(workspace);
    const first = await workspace.nx(['build', 'f', '-c', 'local'], env);
    if (first.code !== 0) throw new Error(first.output);
    say(workspace, 'let be');
    const letBe = await begin(workspace.root, env);
    const begunAt = Date.now();
    await letBe.closed;
    const cargoMs = Date.now() - begunAt;
    for (let kill = 0; kill < kills; kill++) {
      const word = `kill ${kill}`;
      say(workspace, word);
      const victim = victims[kill % victims.length]!;
      const startedAt = Date.now();
      const afterMs = Math.random() * cargoMs;
      if (await killed(workspace.root, env, victim, afterMs)) met++;
      const finished = compiledSince(target, startedAt);
      const next = await workspace.nx(['build', 'f', '-c', 'local'], env);
      const at = `${word}: ${victim}, ${afterMs.toFixed(0)} ms after cargo`;
      if (next.code !== 0) faults.push(`${at}: the next build failed: ${next.output}`);
      const file = join(workspace.root, 'dist/local/apps/f/bootstrap');
      const said = (await workspace.exec(file, [])).stdout.trim();
      if (said !== word) faults.push(`${at}: ${said} was taken`);
      const again = finished.filter((name) => next.output.includes(`Compiling ${name} `));
      if (again.length > 0) faults.push(`${at}: ${again.join()} compiled again`);
    }
  } finally {
    rmSync(target, { recursive: true, force: true });
    await workspace.dispose();
  }
  return { met, faults };
}

function lay({ write, edit }: Workspace): void {
  const manifest = (name: string, need?: string) =>
    `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2024"\n[dependencies]\n${need ? `${need} = { path = "../../libs/${need}" }\n` : ''}`;
  for (const [index, name] of libraries.entries()) {
    write(`libs/${name}/Cargo.toml`, manifest(name, libraries[index - 1]));
  }
  write('apps/f/Cargo.toml', manifest('f', 'l3'));
  edit(
    'template.yml',
    'Outputs:',
    '  FFunction:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: apps/f }\nOutputs:',
  );
  say({ write }, 'first');
}

/** Every crate is another one, so that all are compiled one after the other. */
function say({ write }: Pick<Workspace, 'write'>, word: string): void {
  for (const [index, name] of libraries.entries()) {
    const below = index === 0 ? `"${word}"` : `${libraries[index - 1]}::say()`;
    write(
      `libs/${name}/src/lib.rs`,
      `// ${word}\npub fn say() -> &'static str {\n    ${below}\n}\n`,
    );
  }
  write('apps/f/src/main.rs', `// ${word}\nfn main() {\n    println!("{}", l3::say());\n}\n`);
}

/** A build by Nx that has come to cargo, or has ended without. */
async function begin(root: string, env: Readonly<Record<string, string>>) {
  const nx = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, ...testEnvironment, ...env },
  });
  const closed = new Promise((resolve) => nx.on('close', resolve));
  const hasEnded = () => nx.exitCode !== null || nx.signalCode !== null;
  const lock = join(root, '.nx', 'rust-build.lock');
  const startedAt = Date.now();
  while (!hasEnded() && !existsSync(lock) && Date.now() - startedAt < mostMs) await sleep(10);
  return { nx, closed, hasEnded };
}

/** Whether it met a build that had not ended. */
async function killed(
  root: string,
  env: Readonly<Record<string, string>>,
  victim: (typeof victims)[number],
  afterMs: number,
): Promise<boolean> {
  const { nx, closed, hasEnded } = await begin(root, env);
  await sleep(afterMs);
  const met = !hasEnded();
  const below = await descendants(nx.pid);
  const cargo = below.filter(({ name }) => name.startsWith('cargo'));
  const worker = below.filter(({ pid }) => cargo.some(({ parent }) => parent === pid));
  const chosen = {
    nx: nx.pid === undefined ? [] : [nx.pid],
    worker: worker.slice(0, 1).map(({ pid }) => pid),
    cargo: cargo.slice(0, 1).map(({ pid }) => pid),
  };
  for (const pid of met ? chosen[victim] : []) end(pid);
  await closed;
  return met && chosen[victim].length > 0;
}

/** The libraries that cargo has recorded as compiled; it empties the record of what it begins with. */
function compiledSince(target: string, time: number): string[] {
  const folder = join(target, 'x86_64-unknown-linux-gnu', 'debug', '.fingerprint');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return libraries.filter((library) =>
    names
      .filter((name) => name.startsWith(`${library}-`))
      .map((name) => join(folder, name, `lib-${library}`))
      .some((file) => {
        const record = statSync(file, { throwIfNoEntry: false });
        return record !== undefined && record.size > 0 && record.mtimeMs >= time;
      }),
  );
}
