/** Panics of Rust in a log: what was said and where, and which frames of a backtrace are the user's. Pure. */

export interface Panic {
  /** `apps/echo/main.rs:23:94` */
  readonly place: string;
  readonly message: string;
}

/** The first one; what fails after it mostly fails because of it. */
export function panicIn(lines: readonly string[]): Panic | undefined {
  const at = lines.findIndex((line) => panicPattern.test(line));
  const [, quoted, place] = panicPattern.exec(lines[at] ?? '') ?? [];
  if (place === undefined) return undefined;
  const end = lines.findIndex(
    (line, index) => index > at && /^(?:stack backtrace:|note: run with )/.test(line),
  );
  const said = lines.slice(at + 1, end < 0 ? at + 2 : end);
  return { place, message: quoted ?? said.join('\n').trim() };
}

// Since Rust 1.73 the message stands in the next line; before that in quotes before the place.
const panicPattern = /thread '.*'(?: \(\d+\))? panicked at (?:'(.*)', )?([^\s']+:\d+:\d+):?$/;

/** Frames that are none of the user's, as one line each time several follow each other. */
export function foldBacktrace(
  lines: readonly string[],
  crates: ReadonlySet<string>,
): readonly string[] {
  const folded: string[] = [];
  let hidden = 0;
  const endFold = () => {
    if (hidden > 0)
      folded.push(
        `      … ${hidden} frame${hidden === 1 ? '' : 's'} of packages and of Rust itself`,
      );
    hidden = 0;
  };
  for (let at = 0; at < lines.length; at += 1) {
    const frame = frameAt(lines, at);
    if (!frame) {
      endFold();
      folded.push(lines[at] ?? '');
    } else {
      at += frame.lines.length - 1;
      if (isOwn(frame, crates)) {
        endFold();
        folded.push(...frame.lines);
      } else hidden += 1;
    }
  }
  endFold();
  return folded;
}

interface Frame {
  readonly name: string;
  readonly path: string | undefined;
  readonly lines: readonly string[];
}

function frameAt(lines: readonly string[], at: number): Frame | undefined {
  const line = lines[at] ?? '';
  const name = /^ {0,4}\d+: +(?:0x[0-9a-f]+ - )?(\S.*)$/.exec(line)?.[1];
  if (name === undefined) return undefined;
  const next = lines[at + 1] ?? '';
  const path = /^ {10,}at (.+)$/.exec(next)?.[1];
  return { name, path, lines: path === undefined ? [line] : [line, next] };
}

/** A path tells; without one, whose crate the function is of. */
function isOwn({ name, path }: Frame, crates: ReadonlySet<string>): boolean {
  if (path !== undefined)
    return !/^\/rustc\/|\/registry\/src\/|\/git\/checkouts\/|\/rustlib\//.test(path);
  const mentioned = name.match(/[A-Za-z_]\w*(?=::)/g) ?? [];
  return mentioned.some((crate) => crates.has(crate));
}
