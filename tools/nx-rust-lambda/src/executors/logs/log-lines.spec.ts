import fc from 'fast-check';
import type { LogEvent } from '../../aws/logs';
import { formatEvent, parseSince, takeNew, type Following } from './log-lines';

const now = Date.UTC(2026, 0, 31, 12);

test.each<[string | number, number]>([
  ['30s', now - 30_000],
  ['10m', now - 600_000],
  ['2h', now - 7_200_000],
  ['1d', now - 86_400_000],
  ['1w', now - 604_800_000],
  ['2026-01-31', Date.UTC(2026, 0, 31)],
  ['2026-01-31T11:30:00Z', Date.UTC(2026, 0, 31, 11, 30)],
  ['2026-01-31T11:30:00.250+01:00', Date.UTC(2026, 0, 31, 10, 30, 0, 250)],
])('--since %s', (since, expected) => {
  expect(parseSince(since, now)).toBe(expected);
});

test.each<[string | number, RegExp]>([
  [
    'yesterday',
    /^--since=yesterday is no time; write 30s, 10m, 2h, 1d or a date such as 2026-01-31T12:00Z$/,
  ],
  [10, /^--since=10 is no time/],
  ['10 minutes', /is no time/],
  ['-10m', /is no time/],
  ['2026-13-01', /is no time/],
  ['2026-02-01', /^--since=2026-02-01 has not come yet$/],
])('--since %s is a sentence', (since, sentence) => {
  expect(() => parseSince(since, now)).toThrow(sentence);
});

const event = (time: number, message: string, id?: string): LogEvent => ({
  id,
  time,
  message,
  stream: 's',
});

test('a line is the time and the message', () => {
  expect(formatEvent(event(now, 'REPORT x\n'))).toBe('2026-01-31T12:00:00.000Z  REPORT x');
});

test('the same text twice in one millisecond is two events, also without ids', () => {
  const start: Following = { from: 0, shown: new Set() };
  const first = takeNew(start, [event(1, 'a'), event(1, 'a')], 10);
  expect(first.fresh).toHaveLength(2);
  expect(takeNew(first.next, [event(1, 'a'), event(1, 'a')], 10).fresh).toEqual([]);
  expect(takeNew(first.next, [event(1, 'a'), event(1, 'a'), event(1, 'a')], 10).fresh).toHaveLength(
    1,
  );
});

test('whatever becomes readable within the overlap is shown once, however late', () => {
  const arrivals = fc.array(fc.record({ delay: fc.nat(99), gap: fc.nat(50) }), { maxLength: 30 });
  fc.assert(
    fc.property(arrivals, (all) => {
      let time = 0;
      const events = all.map(({ gap, delay }, at) => {
        time += gap;
        return { readableAt: time + delay, event: event(time, 'm', `id-${at}`) };
      });
      let following: Following = { from: 0, shown: new Set() };
      const shown: string[] = [];
      for (let clock = 0; clock <= time + 200; clock += 7) {
        const readable = events.filter(
          (one) => one.readableAt <= clock && one.event.time >= following.from,
        );
        const { fresh, next } = takeNew(
          following,
          readable.map((one) => one.event),
          100,
        );
        shown.push(...fresh.map(({ id }) => id ?? ''));
        following = next;
      }
      expect(shown.toSorted()).toEqual(events.map((one) => one.event.id).toSorted());
    }),
  );
});
