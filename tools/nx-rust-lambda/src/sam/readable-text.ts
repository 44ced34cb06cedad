/** Knows which texts no YAML parser should be given: what they mean differs between parsers, or is a mistake. */
import { UserError } from '../user-error';

/** @throws UserError with file and line */
export function refuseUnreadableText(text: string, file: string): void {
  for (const { pattern, sentence } of unreadable) {
    const found = pattern.exec(text);
    if (!found) continue;
    const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    throw new UserError(sentence(code), { file, line: lineAt(text, found.index) });
  }
}

/** Deeper than any template; parsers that call themselves for each level would end the process. */
const maximumDepth = 200;

/** @throws UserError with file and line, for JSON that is too deep to be read */
export function refuseDeepFlow(text: string, file: string): void {
  if (!/^\s*[{[]/.test(text)) return;
  let depth = 0;
  // A bracket in quotes counts for nothing.
  for (const found of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[[{]|[\]}]/g)) {
    const [token] = found;
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth = Math.max(0, depth - 1);
    if (depth <= maximumDepth) continue;
    throw new UserError(`has values more than ${maximumDepth} levels deep; write it flatter`, {
      file,
      line: lineAt(text, found.index),
    });
  }
}

const unreadable: readonly {
  readonly pattern: RegExp;
  /** Of a character's code in hexadecimal. */
  readonly sentence: (code: string) => string;
}[] = [
  {
    pattern: /^(?:<{7}|>{7}|\|{7})(?: |\r?$)/m,
    sentence: () =>
      'has the marks of a merge conflict (<<<<<<<); choose one side and remove the marks',
  },
  {
    // PyYAML ends a line at each of these, the yaml package at none.
    pattern: /\r(?!\n)|[\u0085\u2028\u2029]/,
    sentence: (code) =>
      `has the line end U+${code}, which editors do not show; use line feeds alone`,
  },
  {
    // PyYAML reads none of them.
    pattern: /(?![\t\n\r])[\p{Cc}\ufffe\uffff]/u,
    sentence: (code) => `has the control character U+${code}; remove it`,
  },
];

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\n|\r|[\u0085\u2028\u2029]/).length;
}
