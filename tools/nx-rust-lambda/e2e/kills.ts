/** Deploys that are killed at random moments, each followed by one that is let be. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Colleague, SharedStack, codeSha256, functionId, ownMemory } from './colleagues';
import { stackName, templateOf } from './colleagues';

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
  // The first kill meets the creation of the stack; how long a deploy takes is learnt on the way.
  let deployMs = 600;
  const next = new Colleague();
  await next.start();
  try {
    for (let kill = 0; kill < kills; kill++) {
      const content = (what: string) => `${what} ${kill}`;
      const task = (text: string) => ({
        endpoint: stack.endpoint,
        credentials: stack.credentials,
        stackName,
        template: templateOf(functions, () => ownMemory),
        function: functionId(kill % functions),
        bootstrap: stack.bootstrap(text),
        locks: join(stack.folder, 'locks'),
      });
      const victim = new Colleague();
      await victim.start();
      const ended = victim.deploy(task(content('killed')));
      const delayMs = Math.random() * deployMs;
      await Promise.race([sleep(delayMs), ended]);
      victim.kill();
      if ((await ended) === undefined) met++;

      const at = `kill ${kill} after ${delayMs.toFixed(0)} ms`;
      for (const text of [content('killed'), content('after')]) {
        const started = Date.now();
        const outcome = await next.deploy(task(text));
        if (outcome?.result === 'deployed') deployMs = Date.now() - started;
        if (!['deployed', 'no-changes'].includes(outcome?.result ?? '')) {
          faults.push(`${at}: the next deploy ended with ${outcome?.result}`);
        }
        const deployed = await stack.deployed(functionId(kill % functions));
        if (deployed?.codeSha256 !== codeSha256(text)) faults.push(`${at}: other code runs`);
      }
      const open = await stack.openChangeSets();
      if (open > 0) faults.push(`${at}: ${open} change sets left`);
    }
  } finally {
    next.kill();
  }
  const uploads = (await stack.uploads()).length;
  if (uploads > 2 * kills) faults.push(`${uploads} uploads of ${2 * kills} different codes`);
  return { met, faults };
}
