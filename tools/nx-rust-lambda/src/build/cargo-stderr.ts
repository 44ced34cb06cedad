/**
 * Knows what cargo writes to standard error: pieces of text -> what is shown at once, and what build scripts
 * said, which belongs to their package. Progress bars end with a carriage return, lines with a line feed.
 */
import { stripVTControlCharacters } from 'node:util';
import type { Diagnostic } from './cargo-messages';

/** A terminal that shows what is written. */
export interface Terminal {
  readonly columns: number;
  readonly hasColor: boolean;
}

export interface Display {
  /** After all other arguments. */
  readonly args: readonly string[];
  /** Laid over cargo's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How cargo is made to show its progress bar and colors, although it writes into a pipe. */
export function displayOn(terminal: Terminal | undefined): Display {
  const bar = terminal && {
    CARGO_TERM_PROGRESS_WHEN: 'always',
    CARGO_TERM_PROGRESS_WIDTH: String(terminal.columns),
  };
  // cargo-lambda puts its own idea of colors over CARGO_TERM_COLOR.
  if (terminal?.hasColor) return { args: ['--color', 'always'], env: { ...bar } };
  // Nx tells its workers to force colors, whether there is a terminal or not.
  return { args: [], env: { ...bar, NO_COLOR: '1', FORCE_COLOR: undefined } };
}

const eraseLine = '\x1b[K';

export class CargoStderr {
  readonly diagnostics: Diagnostic[] = [];
  private pending = '';
  private lines = '';
  private barIsShown = false;
  private failure: { readonly package: string; text: string } | undefined;

  constructor(private readonly show: (text: string) => void) {}

  /** All lines so far, without colors and bars. */
  get text(): string {
    return this.lines;
  }

  take(text: string): void {
    const pieces = (this.pending + text).split(/(?<=[\r\n])/);
    this.pending = /[\r\n]$/.test(pieces.at(-1) ?? '') ? '' : (pieces.pop() ?? '');
    for (const piece of pieces) this.takePiece(piece);
  }

  /** Once cargo has ended, however that was. */
  end(): void {
    if (this.pending !== '' && this.pending !== eraseLine) this.takePiece(`${this.pending}\n`);
    if (this.barIsShown) this.show(eraseLine);
    this.closeFailure();
  }

  private takePiece(piece: string): void {
    if (piece.endsWith('\r')) {
      this.barIsShown = true;
      this.show(piece);
      return;
    }
    const line = stripVTControlCharacters(piece);
    this.lines += line;
    if (this.failure && isOfFailure(line)) {
      this.failure.text += line;
      return;
    }
    this.closeFailure();
    const failed = scriptFailed.exec(line);
    if (failed) {
      this.failure = { package: `${failed[1]} ${failed[2]}`, text: piece.replace(eraseLine, '') };
      return;
    }
    const said = scriptSaid.exec(line);
    if (said) {
      const [, level, name, version] = said;
      this.add(`${name} ${version}`, level === 'warning', piece.replace(eraseLine, ''));
      return;
    }
    // Without colors cargo writes over the bar, and leaves what is longer.
    const erased = this.barIsShown && !piece.startsWith(eraseLine) ? eraseLine : '';
    this.barIsShown = false;
    this.show(`${erased}${piece}`);
  }

  private closeFailure(): void {
    if (!this.failure) return;
    this.add(this.failure.package, false, `${this.failure.text.trimEnd()}\n\n`);
    this.failure = undefined;
  }

  private add(of: string, isWarning: boolean, text: string): void {
    this.diagnostics.push({ package: of, bin: undefined, isWarning, by: 'build script', text });
  }
}

const scriptFailed =
  /^error: failed to run (?:the )?custom build command for `(\S+) v([^\s`]+)[^`]*`/;
/** What cargo quotes of it is indented; its own progress is so as well, with a verb that ends at column 12. */
const isOfFailure = (line: string) =>
  /^(?:\r?\n|Caused by:| {2})/.test(line) && /^ *[A-Z][a-z]+ /.exec(line)?.[0].length !== 13;
const scriptSaid = /^(warning|error): ([\w-]+)@([\w.+-]+): /;
