/** Colleagues who deploy different functions of one stack at the same moment. */
import { join } from 'node:path';
import {
  Colleague,
  SharedStack,
  codeSha256,
  functionId,
  ownMemory,
  stackName,
  templateOf,
} from './colleagues';

const colleagues = 8;

export interface RaceOptions {
  readonly rounds: number;
  /** One lock for all, as on one machine; without it everybody is on a machine of their own. */
  readonly locked: boolean;
}

export interface RaceOutcome {
  readonly deploys: number;
  /** What was not as it should be, one line each. */
  readonly faults: readonly string[];
  /** Everything that was said. */
  readonly lines: readonly string[];
}

/**
 * In each round everybody deploys their own function with new code, from a template.yml in which every
 * other function has another memory and another retention: an older branch, as far as those go.
 */
export async function race(
  stack: SharedStack,
  { rounds, locked }: RaceOptions,
): Promise<RaceOutcome> {
  const workers = Array.from({ length: colleagues }, () => new Colleague());
  const faults: string[] = [];
  const lines: string[] = [];
  try {
    await Promise.all(workers.map((worker) => worker.start()));
    for (let round = 0; round < rounds; round++) {
      const content = (index: number) => `round ${round} of ${index} ${locked}`;
      const outcomes = await Promise.all(
        workers.map((worker, index) =>
          worker.deploy({
            endpoint: stack.endpoint,
            credentials: stack.credentials,
            stackName,
            template: templateOf(colleagues, (other) =>
              other === index ? ownMemory : 256 + 64 * index + round,
            ),
            function: functionId(index),
            bootstrap: stack.bootstrap(content(index)),
            locks: locked ? join(stack.folder, 'locks') : undefined,
          }),
        ),
      );
      for (const [index, outcome] of outcomes.entries()) {
        const id = functionId(index);
        const fault = (what: string) => faults.push(`round ${round}, ${id}: ${what}`);
        lines.push(...(outcome?.lines ?? []));
        if (outcome?.result !== 'deployed') fault(`ended with ${outcome?.result}`);
        const deployed = await stack.deployed(id);
        if (deployed?.codeSha256 !== codeSha256(content(index))) fault('does not run its new code');
        if (deployed?.memory !== ownMemory) fault(`has memory ${deployed?.memory}`);
      }
      const text = JSON.stringify(await stack.template());
      if (text.includes('"RetentionInDays":7')) faults.push(`round ${round}: another's retention`);
    }
  } finally {
    for (const worker of workers) worker.kill();
  }
  if ((await stack.openChangeSets()) > 0) faults.push('a change set was left behind');
  return { deploys: rounds * colleagues, faults, lines };
}
