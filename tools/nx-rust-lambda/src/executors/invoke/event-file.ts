/** Events in files: where one may lie, and its bytes as JSON. */
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { UserError } from '../../user-error';
import { jsonProblem } from './json-text';

export interface EventPlace {
  /** Absolute folder of the workspace. */
  readonly root: string;
  /** Folder of the crate, relative to the workspace. */
  readonly project: string;
  /** Absolute folder that the command was given in. */
  readonly folder: string;
}

/** Absolute paths in the order in which they are looked for. */
export function eventCandidates(event: string, { root, project, folder }: EventPlace): string[] {
  if (isAbsolute(event)) return [event];
  const crate = join(root, project);
  return [
    ...new Set([
      join(crate, 'events', `${event}.json`),
      join(crate, 'events', event),
      resolve(folder, event),
      join(crate, event),
      join(root, event),
    ]),
  ];
}

/**
 * The event `default` where none is asked for.
 *
 * @throws UserError if there is no such file, or it is not JSON
 */
export async function readEvent(event: string | undefined, place: EventPlace): Promise<string> {
  const candidates = eventCandidates(event ?? 'default', place);
  const shown = (file: string) => relative(place.root, file) || file;
  for (const file of event === undefined ? candidates.slice(0, 1) : candidates) {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile()) return eventText(await readFile(file), shown(file));
  }
  if (event === undefined) {
    throw new UserError(`there is no event; make the file, or give --payload '{"key":"value"}'`, {
      file: shown(candidates[0] ?? ''),
    });
  }
  throw new UserError(
    `there is no event '${event}'; looked for ${candidates.map(shown).join(', ')}; make one of them, or give --payload '{"key":"value"}'`,
  );
}

/**
 * A byte order mark is taken off, as JSON has none.
 *
 * @throws UserError if the bytes are not JSON in UTF-8
 */
export function eventText(bytes: Buffer, file: string): string {
  const text = bytes.toString('utf8');
  const offset = wrongByte(bytes, text);
  if (offset !== undefined) {
    throw new UserError(`is not UTF-8 at byte ${offset}; save it as UTF-8`, { file });
  }
  const json = text.replace(/^\ufeff/, '');
  if (json.trim() === '') {
    throw new UserError('is empty; an event is JSON, such as {}', { file, line: 1 });
  }
  const problem = jsonProblem(json);
  if (!problem) return json;
  throw new UserError(`is not JSON: ${problem.reason} at column ${problem.column}`, {
    file,
    line: problem.line,
  });
}

/** Offset of the first byte that is not UTF-8: where decoding has put a replacement that was not there. */
function wrongByte(bytes: Buffer, text: string): number | undefined {
  const mark = Buffer.from('\ufffd');
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) {
    const offset = Buffer.byteLength(text.slice(0, at));
    if (!bytes.subarray(offset, offset + mark.length).equals(mark)) return offset;
  }
  return undefined;
}
