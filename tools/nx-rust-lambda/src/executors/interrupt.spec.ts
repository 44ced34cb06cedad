import { endBatch, onInterrupt } from './interrupt';

const listeners = () =>
  ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name as NodeJS.Signals));

test('a worker whose batch is over is ended by a signal, as one without a listener is', () => {
  const before = listeners();
  const first = onInterrupt(() => {});
  expect(onInterrupt(() => {}).signal).toBe(first.signal);
  expect(listeners()).toEqual(before.map((count) => count + 1));
  endBatch();
  expect(listeners()).toEqual(before);
  expect(first.signal.aborted).toBe(false);
});
