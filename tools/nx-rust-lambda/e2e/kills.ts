/** Deploys that are killed at random moments, each followed by one that is let be. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Colleague,
  SharedStack,
  codeSha256,
  functionId,
  ownMemory,
  stackName,
  templateOf,
} from './colleagues';

const functions = 3;

export interface KillOutcome {
  /** How many of the kills met a deploy that had not ended. */
  readonly met: number;
  /** What was not as it should be, one line each. */
  readonly faults: readonly string[];
}

export async function killAtRandom(stack: SharedStack, kills: number): Promise<KillOutcome> {
  const faults: string[] = [];
  let met = 0;
  // The first kills meet the creation of the stack. A deploy takes a few tenths of a second.
  for (let kill = 0; kill < kills; kill++) {
    const content = `kill ${kill}`;
    const task = {
      endpoint: stack.endpoint,
      stackName,
      template: templateOf(functions, () => ownMemory),
      function: functionId(kill % functions),
      bootstrap: stack.bootstrap(content),
      locks: `${stack.folder}/locks`,
    };
    const victim = new Colleague();
    victim.start();
    const ended = victim.deploy(task);
    const delayMs = startMs + Math.random() * deployMs;
    await Promise.race([sleep(delayMs), ended]);
    victim.kill();
    if ((await ended) === undefined) met++;
    const next = new Colleague();
    const outcome = await next.deploy(task);
    next.kill();
    const at = `kill ${kill} after ${delayMs.toFixed(0)} ms`;
    if (!['deployed', 'no-changes'].includes(outcome?.result ?? '')) {
      faults.push(`${at}: the next deploy ended with ${outcome?.result}`);
    }
    const deployed = await stack.deployed(task.function);
    if (deployed?.codeSha256 !== codeSha256(content)) faults.push(`${at}: other code runs`);
    const open = await stack.openChangeSets();
    if (open > 0) faults.push(`${at}: ${open} change sets left`);
  }
  const uploads = (await stack.uploads()).length;
  if (uploads > kills) faults.push(`${uploads} uploads for ${kills} different codes`);
  return { met, faults };
}

/** Until a process has loaded what it needs, and until its deploy is over: the span to kill in. */
const startMs = 500;
const deployMs = 1500;
