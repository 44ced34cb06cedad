/**
 * What a batch shows while it works. Nx prints it as it comes and prints each task's own output after that,
 * so a task repeats nothing; except under Nx's terminal UI, which forgets the live part when it closes.
 */
export interface LiveOutput {
  readonly show: (text: string) => void;
  readonly report: (line: string) => void;
  /** What a task's output has to have of what was shown since this was last asked. */
  take(): string;
}

export function liveOutput(
  stream: Pick<NodeJS.WritableStream, 'write'>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): LiveOutput {
  const isForgotten = environment['NX_TUI'] === 'true';
  let shown = '';
  const show = (text: string) => {
    if (isForgotten) shown += text;
    stream.write(text);
  };
  return {
    show,
    report: (line) => show(`${line}\n`),
    take: () => {
      const taken = shown;
      shown = '';
      return taken;
    },
  };
}
