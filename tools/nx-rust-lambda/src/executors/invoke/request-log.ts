/** Which lines of a function's log belong to one request. Pure. */

/** What is known of a request once it was answered. */
export interface AnsweredRequest {
  readonly id: string | undefined;
  /** The end of its log: Lambda gives the last 4 KiB, from wherever that begins. */
  readonly tail: string;
}

/** Lambda's limit for an answer with a log. */
const tailBytes = 4096;

/** Whether the log is longer than its end that came with the answer. */
export function isCut(tail: string): boolean {
  const isWhole = /^START RequestId: |"type":"platform\.start"/m.test(tail);
  return !isWhole && (Buffer.byteLength(tail) >= tailBytes - 3 || /^END RequestId: /m.test(tail));
}

/** A tail from its first whole line on. */
export function fromLineStart(tail: string): string {
  const end = tail.indexOf('\n');
  return isCut(tail) && end >= 0 ? tail.slice(end + 1) : tail;
}

export interface LogLine {
  readonly stream: string;
  readonly message: string;
}

/**
 * The request's own lines, from its start to its report; undefined while they are not all there.
 *
 * @param lines in the order of their times, in each stream in the order they were written
 */
export function linesOfRequest(
  lines: readonly LogLine[],
  { id, tail }: AnsweredRequest,
): readonly string[] | undefined {
  const requests = [...new Set(lines.map(({ stream }) => stream))].flatMap((stream) =>
    requestsIn(lines.filter((line) => line.stream === stream).map(({ message }) => message)),
  );
  const named = idInTail(tail) ?? id;
  // The local AWS answers with another id than it logs.
  const end = fromLineStart(tail).trimEnd();
  return (
    requests.find((request) => request.id === named) ??
    requests.find((request) => end !== '' && request.own.join('\n').endsWith(end))
  )?.all;
}

interface LoggedRequest {
  readonly id: string;
  readonly all: readonly string[];
  /** What the function wrote itself. */
  readonly own: readonly string[];
}

function requestsIn(messages: readonly string[]): LoggedRequest[] {
  const found: LoggedRequest[] = [];
  let begun: { id: string; all: string[]; own: string[] } | undefined;
  for (const message of messages.map((text) => text.trimEnd())) {
    const start = idOf(message, 'START', 'platform.start');
    if (start !== undefined) begun = { id: start, all: [], own: [] };
    if (!begun) continue;
    begun.all.push(message);
    if (start === undefined && !isOfPlatform(message)) begun.own.push(message);
    if (idOf(message, 'REPORT', 'platform.report') !== undefined) {
      found.push(begun);
      begun = undefined;
    }
  }
  return found;
}

function isOfPlatform(message: string): boolean {
  return /^(?:START|END|REPORT) RequestId: |^\{.*"type":"platform\./.test(message);
}

/** In Lambda's text format, and in its JSON format. */
function idOf(message: string, word: string, type: string): string | undefined {
  if (message.startsWith(`${word} RequestId: `)) return message.split(/\s+/)[2];
  if (!message.startsWith('{') || !message.includes(`"${type}"`)) return undefined;
  return /"requestId":\s*"([^"]+)"/.exec(message)?.[1];
}

function idInTail(tail: string): string | undefined {
  const lines = tail.split('\n');
  for (const line of lines.toReversed()) {
    const id = idOf(line, 'REPORT', 'platform.report') ?? idOf(line, 'END', 'platform.runtimeDone');
    if (id !== undefined) return id;
  }
  return undefined;
}
