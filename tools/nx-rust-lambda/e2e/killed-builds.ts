/** Builds whose cargo is killed at random moments, each followed by one that is let be. */
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../src/process/run';
import type { TinyWorkspace } from './tiny-workspace';

/** How many kills met a build that had not ended, and what was not as it should be, one line each. */
export interface KillOutcome {
  readonly met: number;
  readonly faults: readonly string[];
}

export async function killAtRandom(
  workspace: TinyWorkspace,
  crate: string,
  kills: number,
): Promise<KillOutcome> {
  const faults: string[] = [];
  let met = 0;
  const startedAt = Date.now();
  await workspace.build([crate]);
  const buildMs = Date.now() - startedAt;
  for (let kill = 0; kill < kills; kill++) {
    const word = `kill ${kill}`;
    workspace.write(`apps/${crate}/src/main.rs`, `fn main() {\n    println!("${word}");\n}\n`);
    const building = workspace.build([crate]);
    const delayMs = Math.random() * buildMs;
    await sleep(delayMs);
    // The cargo that was started, the one that compiles, or all that belongs to them.
    const programs = (await descendants(process.pid)).filter(({ name }) =>
      /^(cargo|rustc|zig)/.test(name),
    );
    const victims = kill % 3 === 0 ? programs : programs.slice(...(kill % 3 === 1 ? [0, 1] : [-1]));
    for (const { pid } of victims) end(pid);
    const said = await building;
    if (said[crate] !== undefined) met++;
    else if ((await workspace.says(crate)) !== word)
      faults.push(`${word}: a success left old code`);
    const next = await workspace.build([crate]);
    const at = `${word} after ${delayMs.toFixed(0)} ms`;
    if (next[crate] !== undefined) faults.push(`${at}: the next build failed: ${next[crate]}`);
    else if ((await workspace.says(crate)) !== word) faults.push(`${at}: old code was taken`);
  }
  return { met, faults };
}

export interface Program {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

/** Of a process, parents first. */
export async function descendants(of: number | undefined): Promise<Program[]> {
  const listed = await run({ program: 'ps', args: ['-e', '-o', 'pid=,ppid=,comm='], cwd: '/' });
  if (listed.type !== 'exited') throw new Error(JSON.stringify(listed));
  const all = listed.stdout.split('\n').map((line) => {
    const [pid, parent, name = ''] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), name };
  });
  const below = (parent: number): Program[] =>
    all
      .filter((program) => program.parent === parent)
      .flatMap((program) => [program, ...below(program.pid)]);
  return of === undefined ? [] : below(of);
}

export function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It had ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
