/** The event of an invocation, from what the command line says. Pure. */
import type { Json } from '../../sam/sam-template';
import { UserError } from '../../user-error';
import { jsonProblem } from './json-text';

/**
 * What stands behind `--payload` as it was typed: Nx itself reads `1e5` as 100000.
 *
 * @param unparsed words of the command line behind the target, as Nx hands them on
 * @throws UserError if it is given twice, or without a value
 */
export function typedPayload(unparsed: readonly string[]): string | undefined {
  const given = unparsed.flatMap((word, at) => {
    if (word === '--payload') return [valueAt(unparsed, at + 1)];
    return word.startsWith('--payload=') ? [word.slice('--payload='.length)] : [];
  });
  const dotted = unparsed.find((word) => /^--(?:no-payload\b|payload\.)/.test(word));
  if (dotted !== undefined) {
    throw new UserError(`${dotted} is not read; write --payload '{"key":"value"}'`);
  }
  if (given.length > 1) throw new UserError('--payload is given twice; give it once');
  return given[0];
}

function valueAt(words: readonly string[], at: number): string {
  const word = words[at];
  if (word !== undefined && !/^-(?!\d)/.test(word)) return word;
  throw new UserError(`--payload has no value; write --payload '{"key":"value"}'`);
}

/**
 * The event as JSON, to the byte as it was given.
 *
 * @param payload as Nx hands it on: of a configuration of the target, where the command line has none
 * @throws UserError if it is not JSON
 */
export function payloadText(payload: Json, source: string): string {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  if (text.trim() === '') throw new UserError(`${source} is empty; an event is JSON, such as {}`);
  const problem = jsonProblem(text);
  if (!problem) return text;
  const where = text.includes('\n') ? `line ${problem.line}, column` : 'column';
  throw new UserError(
    `${source} is not JSON: ${problem.reason} at ${where} ${problem.column}: ${shortly(text)}`,
  );
}

function shortly(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
