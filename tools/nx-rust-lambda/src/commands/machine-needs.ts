/**
 * Knows what some end-to-end tests need that not every machine has. Their files are called
 * `*.<need>.e2e.ts`; `--<need>` insists on them. Starts nothing.
 */
import { browserMend, findBrowser } from '../toolchain/browser';
import { arm64Mend, arm64Words } from '../toolchain/run-arm64';

export const needNames = ['arm64', 'browser'] as const;
export type NeedName = (typeof needNames)[number];

export interface MachineNeed {
  readonly name: NeedName;
  readonly isMet: boolean;
  /** What the tests do, for "tests that …". */
  readonly what: string;
  /** Completes "…; <mend>". */
  readonly mend: string;
}

export interface Machine {
  /** Node's names of system and processor. */
  readonly platform: string;
  readonly arch: string;
  readonly path: string | undefined;
}

export function machineNeeds(machine: Machine): readonly MachineNeed[] {
  return [
    {
      name: 'arm64',
      isMet: arm64Words(machine) !== undefined,
      what: 'run programs for arm64 Linux',
      mend: arm64Mend,
    },
    {
      name: 'browser',
      isMet: findBrowser(machine.path) !== undefined,
      what: 'play web pages in a browser',
      mend: browserMend,
    },
  ];
}

/** A sentence for the first need that is not met although the command line insists on it. */
export function unmetInsistence(
  needs: readonly MachineNeed[],
  argv: readonly string[],
): string | undefined {
  const unmet = needs.find(({ name, isMet }) => !isMet && argv.includes(`--${name}`));
  if (!unmet) return undefined;
  const { name, what, mend } = unmet;
  return `this machine has no way to ${what}, which --${name} insists on; ${mend}`;
}

/** One line for each need that is not met. */
export function describeLeftOut(needs: readonly MachineNeed[]): readonly string[] {
  return needs
    .filter(({ isMet }) => !isMet)
    .map(({ what, mend }) => `left out: tests that ${what}, which this machine cannot; ${mend}`);
}
