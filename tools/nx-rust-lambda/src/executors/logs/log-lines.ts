/** Which events of a log are new, and how a person reads them. Pure. */
import type { LogEvent } from '../../aws/logs';
import { UserError } from '../../user-error';

const units: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * `10m` and the like before `now`, or a date as ISO 8601 has it; both as milliseconds since 1970.
 *
 * @throws UserError for what is neither, and for a time to come
 */
export function parseSince(since: string | number, now: number): number {
  const text = String(since);
  const [, count, unit] = /^(\d+)\s*([smhdw])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return now - Number(count) * units[unit]!;
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new UserError(
      `--since=${text} is no time; write 30s, 10m, 2h, 1d or a date such as ${new Date(now).toISOString().slice(0, 16)}Z`,
    );
  }
  if (time > now) throw new UserError(`--since=${text} has not come yet`);
  return time;
}

export interface Following {
  /** Where the next reading begins, in milliseconds since 1970. */
  readonly from: number;
  readonly shown: ReadonlySet<string>;
}

/**
 * Events may become readable after later ones, so each reading begins some time before the newest one
 * seen; `overlapMs` is how long.
 */
export function takeNew(
  { from, shown }: Following,
  events: readonly LogEvent[],
  overlapMs: number,
): { readonly fresh: readonly LogEvent[]; readonly next: Following } {
  const named = withIds(events);
  const fresh = named.filter(({ id }) => !shown.has(id)).map(({ event }) => event);
  const newest = Math.max(...events.map(({ time }) => time), from);
  const nextFrom = Math.max(from, newest - overlapMs);
  // Only what the next reading may bring again has to be remembered.
  const again = named.filter(({ event }) => event.time >= nextFrom).map(({ id }) => id);
  return { fresh, next: { from: nextFrom, shown: new Set(again) } };
}

export function formatEvent({ time, message }: LogEvent): string {
  return `${new Date(time).toISOString()}  ${message.replace(/\s+$/, '')}`;
}

/** Without an id of its own an event is the nth of its text in its millisecond. */
function withIds(events: readonly LogEvent[]): { id: string; event: LogEvent }[] {
  const seen = new Map<string, number>();
  return events.map((event) => {
    if (event.id !== undefined) return { id: event.id, event };
    const key = JSON.stringify([event.time, event.stream, event.message]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return { id: `${key} ${count}`, event };
  });
}
