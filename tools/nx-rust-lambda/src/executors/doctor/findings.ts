/** Knows how what was found on this machine is judged and shown. Starts nothing. */
import { judge, type Probe, type Requirement } from '../../../../setup/requirements.cjs';
import type { InstalledTool } from '../../toolchain/tools';

export interface Finding {
  readonly name: string;
  /** The version, or `-`. */
  readonly found: string;
  readonly needed: string;
  readonly state: 'ok' | 'missing' | 'on demand';
  /** Without it nothing works here. */
  readonly required: boolean;
  readonly purpose: string;
  /** What to do, if anything. */
  readonly mend: string | undefined;
}

export function judgeProgram(requirement: Requirement, probe: Probe, platform: string): Finding {
  const { program: name, required, purpose, minimum } = requirement;
  const verdict = judge(requirement, probe, platform);
  return {
    name,
    found: verdict.version ?? '-',
    needed: minimum === undefined ? 'any' : `>= ${minimum}`,
    state: verdict.type === 'ok' ? 'ok' : 'missing',
    required,
    purpose,
    mend: verdict.type === 'ok' ? undefined : verdict.sentence,
  };
}

export interface ToolQuestion {
  readonly name: string;
  readonly pinned: string;
  readonly purpose: string;
}

/** A tool of ours is never missing: what needs it installs it. */
export function judgeTool(question: ToolQuestion, installed: InstalledTool | undefined): Finding {
  return {
    name: question.name,
    found: installed ? question.pinned : '-',
    needed: question.pinned,
    state: installed ? 'ok' : 'on demand',
    required: false,
    purpose: question.purpose,
    mend: undefined,
  };
}

/** A table, then one sentence for each thing to mend. */
export function describeFindings(findings: readonly Finding[]): string {
  const heading = ['', 'found', 'needed', 'state', 'for'];
  const rows = findings.map((f) => [f.name, f.found, f.needed, f.state, f.purpose]);
  const table = [heading, ...rows];
  const widths = heading.map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const mends = findings.flatMap(({ mend }) => (mend === undefined ? [] : [mend]));
  return [...lines, ...(mends.length > 0 ? ['', ...mends] : [])].join('\n');
}

/** Whether everything works that does not ask for an optional part. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every(({ required, state }) => !required || state === 'ok');
}
