/** JSON as text: what is wrong with it and where, and how it is laid out without a digit being touched. Pure. */
import { applyEdits, format, printParseErrorCode, visit } from 'jsonc-parser';

export interface JsonProblem {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** Undefined for a text that is JSON. */
export function jsonProblem(text: string): JsonProblem | undefined {
  let strict: unknown;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    strict = error;
  }
  const problems: JsonProblem[] = [];
  visit(
    text,
    {
      onError: (code, _offset, _length, line, column) =>
        problems.push({ line: line + 1, column: column + 1, reason: wordsOf(code) }),
    },
    { disallowComments: true },
  );
  const reason = strict instanceof Error ? strict.message : String(strict);
  return problems[0] ?? { line: 1, column: 1, reason };
}

/** `ValueExpected` as 'value expected'. */
function wordsOf(code: Parameters<typeof printParseErrorCode>[0]): string {
  return printParseErrorCode(code)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
}

/** The same tokens, each as it was written, over lines and indented. Text that is not JSON as it came. */
export function laidOut(text: string): string {
  if (jsonProblem(text)) return text;
  const edits = format(text, undefined, { tabSize: 2, insertSpaces: true, eol: '\n' });
  return applyEdits(text, edits).trim();
}
