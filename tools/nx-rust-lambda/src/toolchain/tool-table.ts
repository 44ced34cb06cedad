/**
 * Knows the tools that live in Python environments, what they are pinned to, and how far pip is from
 * what it prints. Reads no file and starts nothing.
 */

export type ToolName = 'cargo-lambda' | 'zig' | 'sam' | 'ministack';

export interface ToolSpec {
  /** The package of `tools/requirements/<name>.txt` whose pin is the tool's version. */
  readonly package: string;
  /** The file in the environment's `bin` that shows the tool is there; zig has none. */
  readonly program: string | undefined;
  /** Programs on PATH that may stand in, if all of them have the pinned version. */
  readonly standIns: readonly StandIn[];
}

export interface StandIn {
  readonly program: string;
  readonly package: string;
  /** Make it print its version. */
  readonly args: readonly string[];
}

export const tools: Readonly<Record<ToolName, ToolSpec>> = {
  'cargo-lambda': {
    package: 'cargo-lambda',
    program: 'cargo-lambda',
    standIns: [{ program: 'cargo-lambda', package: 'cargo-lambda', args: ['lambda', '--version'] }],
  },
  // Its package holds the binary among its modules, so the environment's Python has to be asked.
  zig: { package: 'ziglang', program: undefined, standIns: [] },
  sam: {
    package: 'aws-sam-cli',
    program: 'sam',
    standIns: [
      { program: 'sam', package: 'aws-sam-cli', args: ['--version'] },
      { program: 'cfn-lint', package: 'cfn-lint', args: ['--version'] },
    ],
  },
  // Needs its translator in the same environment; a program on PATH says nothing about that.
  ministack: { package: 'ministack', program: 'ministack', standIns: [] },
};

/** A line of a hash-locked requirements file. */
export interface Pin {
  readonly package: string;
  readonly version: string;
}

/** A package is pinned more than once where its version depends on the Python. */
export function readPins(requirements: string): readonly Pin[] {
  const lines = requirements.matchAll(/^([\w.-]+)==([^\s\\;]+)/gm);
  return [...lines].map(([, name = '', version = '']) => ({ package: name, version }));
}

/** How far pip is. */
export interface PipProgress {
  readonly collected: number;
  readonly phase: 'fetching' | 'unpacking' | 'installed';
}

export const pipStarts: PipProgress = { collected: 0, phase: 'fetching' };

export function afterPipLine(progress: PipProgress, line: string): PipProgress {
  // "Ignoring": its marker says that this Python or this platform does without it.
  if (/^(Collecting|Ignoring|Requirement already satisfied:) \S/.test(line))
    return { ...progress, collected: progress.collected + 1 };
  if (line.startsWith('Installing collected packages')) {
    return { ...progress, phase: 'unpacking' };
  }
  return progress;
}

/** `sam: 34 of 61 packages, 12 s` */
export function describePip(
  tool: ToolName,
  progress: PipProgress,
  total: number,
  seconds: number,
): string {
  const packages = `${progress.collected} of ${total} package${total === 1 ? '' : 's'}`;
  const phase = progress.phase === 'fetching' ? '' : `, ${progress.phase}`;
  return `${tool}: ${packages}${phase}, ${Math.round(seconds)} s`;
}

/** What `.complete` says; written last, so its presence means that the environment is whole. */
export interface CompleteMarker {
  /** Absolute: an environment's scripts name their interpreter, so it cannot be moved. */
  readonly folder: string;
  readonly version: string;
}

export function isCompleteFor(folder: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  try {
    return (JSON.parse(text) as CompleteMarker).folder === folder;
  } catch {
    return false;
  }
}

/** The last lines of pip that say what went wrong, without its advice about itself. */
export function pipComplaint(stdout: string, stderr: string): string {
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trimEnd());
  const said = lines.filter((line) => line !== '' && !line.startsWith('[notice]'));
  return said.slice(-8).join('\n');
}
