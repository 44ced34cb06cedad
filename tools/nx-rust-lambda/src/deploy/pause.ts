/** Waiting that an interrupt ends. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends early, without an error, when the signal is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

/** What the work comes to, or undefined as soon as the signal is aborted. The work itself goes on. */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  if (!signal) return work;
  const settled = new AbortController();
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { signal: settled.signal });
  });
  return Promise.race([work, aborted]).finally(() => settled.abort());
}
