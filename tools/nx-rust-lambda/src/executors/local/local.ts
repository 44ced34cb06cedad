/** The local AWS in the foreground: starts it, shows its log, stops it with Ctrl-C. */
import type { ExecutorContext } from '@nx/devkit';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { localAwsLog, startLocalAws, stopLocalAws } from '../../deploy/local-aws/local-aws';
import { isAlive } from '../../../../setup/lock.cjs';
import { run, startDetached } from '../../process/run';
import { ensureTool } from '../../toolchain/tools';
import { describeError } from '../../user-error';

const pollMs = 200;

export default async function localExecutor(
  _options: object,
  { root }: ExecutorContext,
): Promise<{ success: boolean }> {
  // From the beginning, so that an interrupt during the start leaves no server behind.
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => interrupt.abort());
  }
  const report = (line: string) => console.log(line);
  try {
    const python = async () => (await ensureTool('ministack', { root, run, report })).python;
    const server = await startLocalAws({ root, python, startDetached, report });
    const isOurs = server.type === 'started';
    report(
      isOurs
        ? `local AWS: ${server.url}; Ctrl-C stops it`
        : `local AWS: ${server.url}, running since ${server.startedAt} (process ${server.pid}); Ctrl-C leaves it running`,
    );
    await followLog(
      join(root, localAwsLog),
      () => isAlive(server.pid) && !interrupt.signal.aborted,
    );
    if (!interrupt.signal.aborted) report('local AWS: ended');
    else if (isOurs && (await stopLocalAws({ root })).type === 'stopped') {
      report('local AWS: stopped; its state is kept in .local-aws');
    }
    return { success: true };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}

/** Prints what is written to a file, from its beginning, for as long as `goesOn`. */
async function followLog(file: string, goesOn: () => boolean): Promise<void> {
  let shown = 0;
  for (let isLast = false; !isLast;) {
    // Asked before reading, so that the last words are read, too.
    isLast = !goesOn();
    const { size } = await stat(file);
    if (size > shown) {
      for await (const chunk of createReadStream(file, { start: shown, end: size - 1 })) {
        process.stdout.write(chunk as Buffer);
      }
      shown = size;
    }
    if (!isLast) await sleep(pollMs);
  }
}
