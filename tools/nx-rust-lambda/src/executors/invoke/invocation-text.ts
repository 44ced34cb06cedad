/** What goes into an invocation and what comes out, as text. Pure. */
import type { Json } from '../../sam/sam-template';
import { UserError } from '../../user-error';
import type { FunctionProject } from '../deploy/function-projects';

/**
 * The event as JSON. Nx hands on `--payload 42` as a number and `--payload '{…}'` as a string.
 *
 * @throws UserError if a text is not JSON
 */
export function payloadText(payload: Json, source: string): string {
  if (typeof payload !== 'string') return JSON.stringify(payload);
  try {
    JSON.parse(payload);
    return payload;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`${source} is not JSON (${why}): ${shortly(payload)}`);
  }
}

/** One JSON document and a line end; text that is not JSON as it came. */
export function formatResponse(payload: string): string {
  if (payload === '') return 'null\n';
  try {
    return `${JSON.stringify(JSON.parse(payload), null, 2)}\n`;
  } catch {
    return `${payload}\n`;
  }
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

function shortly(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
