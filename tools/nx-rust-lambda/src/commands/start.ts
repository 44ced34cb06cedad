/**
 * `npm start`: the tools, then build, deploy to the local AWS and invoke through Nx as anybody would
 * type them, then what to try next. Knows the order of these; each step is somebody else's.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, startAttached } from '../process/run';
import { ensureTool, type ToolName } from '../toolchain/tools';
import { describeError, UserError } from '../user-error';
import { runCommand, type Interruption } from './interruption';
import { nxCommand, root } from './nx';
import { chooseFunction, describeNextSteps } from './next-steps';

runCommand(describeError, async (interruption) => {
  const startedAt = Date.now();
  const abandon = new AbortController();
  const signal = AbortSignal.any([interruption.signal, abandon.signal]);
  const ensure = (name: ToolName) => ensureTool(name, { root, run, report: console.log, signal });
  await ensure('cargo-lambda');
  // Beside the build, which needs neither. The deploy waits for whichever is not ready by then.
  const beside = Promise.all([ensure('ministack'), ensure('sam')]);
  // A failure is reported when it is awaited below, not as an unhandled one while Nx works.
  beside.catch(() => undefined);

  const name = chooseFunction(await listFunctions(interruption));
  if (name !== 'echo') console.log(`there is no function called echo here; taking ${name}`);
  const code = await nx(interruption, ['run', `${name}:deploy`]);
  if (code !== 0) {
    // Nx has said why; nobody waits for tools that nothing uses now.
    abandon.abort();
    await beside.catch(() => undefined);
    return code;
  }
  await beside;
  const { code: invokeCode, answer } = await invoke(interruption, name);
  if (invokeCode !== 0) return invokeCode;

  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(describeNextSteps({ name, answer, seconds }));
  return 0;
});

function nx(interruption: Interruption, args: readonly string[]): Promise<number> {
  return interruption.follow(startAttached(nxCommand([...args, '--outputStyle=stream'])));
}

async function listFunctions({ signal }: Interruption): Promise<readonly string[]> {
  const listed = await run(nxCommand(['show', 'projects', '--with-target=invoke', '--json']), {
    signal,
  });
  if (listed.type !== 'exited' || listed.code !== 0) {
    const said = listed.type === 'exited' ? `${listed.stdout}${listed.stderr}`.trim() : listed.type;
    throw new UserError(`Nx cannot read the workspace; mend this and start again:\n${said}`);
  }
  return JSON.parse(listed.stdout) as string[];
}

/** The answer is read from a file, so that it is shown as the function gave it. */
async function invoke(
  interruption: Interruption,
  name: string,
): Promise<{ code: number; answer: string | undefined }> {
  const folder = await mkdtemp(join(tmpdir(), 'answer-'));
  try {
    const file = join(folder, 'answer.json');
    const code = await nx(interruption, ['run', `${name}:invoke`, `--out=${file}`]);
    return { code, answer: await readFile(file, 'utf8').catch(() => undefined) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
