/**
 * Text -> YAML nodes, of whatever PyYAML reads: it takes two things that YAML forbids and that templates have,
 * the end of a flow collection, and lines of a quoted scalar, that are less indented than what they are in.
 */
import { Composer, Lexer, LineCounter, Parser, type Document } from 'yaml';
import { UserError } from '../user-error';

export interface Syntax {
  readonly document: Document;
  readonly lines: LineCounter;
}

/** @throws UserError with file and line */
export function parseSyntax(text: string, file: string): Syntax {
  const lines = new LineCounter();
  const composer = new Composer({
    schema: 'failsafe',
    resolveKnownTags: false,
    merge: false,
    uniqueKeys: false,
    strict: false,
    logLevel: 'silent',
  });
  const [document, second] = [...composer.compose(tokensOf(text, lines), true, text.length)];
  const fail = (offset: number, sentence: string): never => {
    throw new UserError(sentence, { file, line: lines.linePos(offset).line });
  };
  if (second) fail(second.range[0], 'has a second document; a template is one');
  const [broken] = document?.errors ?? [];
  if (broken) fail(broken.pos[0], `is not valid YAML: ${withoutColon(broken.message)}`);
  return { document: document as unknown as Document, lines };
}

function* tokensOf(text: string, lines: LineCounter) {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of lenientLexer().lex(text)) yield* parser.next(lexeme);
  yield* parser.end();
}

/** What of a lexer is not in its types, as it is in yaml 2.9.1. */
interface LexerParts {
  /** Lines of what is being read have to be indented by as much. */
  indentNext: number;
  parseQuotedScalar: LexerStep;
  parseFlowCollection: LexerStep;
}
type LexerStep = () => Generator<string, unknown, unknown>;

/** Its quoted scalars and flow collections may continue at any column. */
function lenientLexer(): Lexer {
  const lexer = new Lexer();
  const parts = lexer as unknown as LexerParts;
  for (const name of ['parseQuotedScalar', 'parseFlowCollection'] as const) {
    const step = parts[name];
    if (typeof step !== 'function' || typeof parts.indentNext !== 'number') {
      throw new Error('the yaml package has another lexer than the pinned one');
    }
    parts[name] = function* (this: LexerParts) {
      const { indentNext } = this;
      this.indentNext = 0;
      const next = yield* step.call(this);
      this.indentNext = indentNext;
      return next;
    };
  }
  return lexer;
}

function withoutColon(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/:$/, '');
}
