/** Which function is invoked, and how a person reads what it answers. Pure. */
import { UserError } from '../../user-error';
import type { FunctionProject } from '../deploy/function-projects';
import { foldBacktrace, panicIn } from './backtrace';
import { laidOut } from './json-text';

/** One JSON document and a line end, its numbers as they came; text that is not JSON as it is. */
export function formatResponse(payload: string): string {
  return `${payload === '' ? 'null' : laidOut(payload)}\n`;
}

export interface Failure {
  readonly logicalId: string;
  /** Lambda's kind of error. */
  readonly kind: string;
  readonly payload: string;
  readonly log: readonly string[];
}

/** What failed, and where a panic was. */
export function describeFailure({ logicalId, kind, payload, log }: Failure): string[] {
  const panic = panicIn(log);
  const said = errorIn(payload);
  const what = said
    ? `${typeIn(said.errorType) ?? kind}: ${said.errorMessage ?? panic?.message ?? '(no message)'}`
    : // What is not JSON was not answered by the runtime: the process died.
      `${kind}: ${payload}`;
  if (!panic) return [`${logicalId} failed: ${what}`];
  const isSaid = what.includes(panic.message);
  return [
    `${logicalId} failed: ${what}`,
    `  panicked at ${panic.place}${isSaid ? '' : `: ${panic.message}`}`,
  ];
}

/** What the Rust runtime calls the type of a panic says nothing. */
function typeIn(errorType: string | undefined): string | undefined {
  return errorType?.includes('dyn core::any::Any') ? 'panic' : errorType;
}

function errorIn(payload: string): { errorType?: string; errorMessage?: string } | undefined {
  try {
    const answer: unknown = JSON.parse(payload);
    return typeof answer === 'object' && answer !== null ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** @param crates of the workspace, as Rust writes their names */
export function shownLog(
  log: readonly string[],
  crates: readonly string[],
  isFull: boolean,
): string {
  const lines = isFull ? log : foldBacktrace(log, new Set(crates));
  return lines.map((line) => `${line}\n`).join('');
}

/** @throws UserError if it is not clear which of a project's functions is meant */
export function chooseFunction(
  { name, functions }: Pick<FunctionProject, 'name' | 'functions'>,
  wanted: string | undefined,
): string {
  const [first, ...others] = functions;
  if (first === undefined) {
    throw new UserError(
      `${name} is not in template.yml; add a function whose CodeUri is its folder`,
    );
  }
  if (wanted !== undefined) {
    if (functions.includes(wanted)) return wanted;
    throw new UserError(`${name} has no function '${wanted}'; it has ${functions.join(', ')}`);
  }
  if (others.length === 0) return first;
  throw new UserError(
    `${name} has several functions; choose one with --function=${functions.join(' or --function=')}`,
  );
}
