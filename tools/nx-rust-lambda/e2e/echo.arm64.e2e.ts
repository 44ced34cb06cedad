/** What is built for Lambda's arm64 is run: by the machine itself, or by qemu's user mode. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { elfMachine, neededVersions } from '../src/build/elf';
import { run, type RunResult } from '../src/process/run';
import { arm64Interpreter, arm64Mend, arm64Words } from '../src/toolchain/run-arm64';
import { RuntimeApi } from './runtime-api';
import { createWorkspace, type Workspace } from './workspace';

const { platform, arch } = process;
const words = arm64Words({ platform, arch, path: process.env['PATH'] });
const headers = {
  deadline: Date.now() + 600_000,
  arn: 'arn:aws:lambda:eu-central-1:123456789012:function:echo',
  traceId: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1',
};

let workspace: Workspace;
let bootstrap: string;
let api: RuntimeApi;
const stop = new AbortController();
const log: string[] = [];
let ended: Promise<RunResult>;

beforeAll(async () => {
  if (!words) throw new Error(`programs for arm64 Linux do not run here; ${arm64Mend}`);
  workspace = await createWorkspace();
  workspace.edit(
    'apps/echo/main.rs',
    '    let message = event.payload.message;',
    `    let context = event.context;
    let message = event.payload.message;
    match message.as_str() {
        "panic" => panic!("the handler panicked"),
        "fail" => return Err("the handler failed".into()),
        "context" => {
            let trace = context.xray_trace_id.unwrap_or_default();
            let echo = format!("{} {} {trace}", context.deadline, context.invoked_function_arn);
            return Ok(EchoResponse { echo });
        }
        _ => {}
    }`,
  );
  expect(await workspace.nx(['build', 'echo'])).toMatchObject({ code: 0 });
  bootstrap = join(workspace.root, 'dist/apps/echo/bootstrap');
  api = await RuntimeApi.start(headers);
  ended = start({ AWS_LAMBDA_RUNTIME_API: api.address }, (line) => log.push(line));
});
afterAll(async () => {
  stop.abort();
  await ended;
  api?.close();
  await workspace?.dispose();
});

/** With the variables of Lambda and of template.yml, and no other. */
function start(env: Record<string, string>, onStdoutLine?: (line: string) => void) {
  const [program = '', ...args] = [...(words ?? []), bootstrap];
  const command = {
    program,
    args,
    cwd: workspace.root,
    cleanEnv: true,
    env: {
      PATH: '/usr/bin:/bin',
      AWS_LAMBDA_FUNCTION_NAME: 'echo',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/echo',
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      RUST_BACKTRACE: '1',
      RUST_LOG: 'info',
      ...env,
    },
  };
  return run(command, { signal: stop.signal, ...(onStdoutLine && { onStdoutLine }) });
}

/** What is posted for the event; a program that ends instead is a failure. */
const invoke = (message: string) =>
  Promise.race([
    api.invoke({ message }),
    ended.then((result): never => {
      throw new Error(`the program ended: ${JSON.stringify(result)}`);
    }),
  ]);

test("glibc's dynamic linker for arm64 finds the versions in it that the build found", async () => {
  // Instead of starting the program it prints what that needs, and from where it would take it.
  const traced = await start({ LD_TRACE_LOADED_OBJECTS: '1', LD_VERBOSE: '1' });
  if (traced.type !== 'exited') throw new Error(JSON.stringify(traced));
  expect(traced.code).toBe(0);
  const [, own = ''] = traced.stdout.split(`\t${bootstrap}:\n`);
  const lines = own.split('\n').filter((line) => line !== '');
  const last = lines.findIndex((line) => !line.startsWith('\t\t'));
  const versions = lines
    .slice(0, last < 0 ? undefined : last)
    .map((line) => /\((GLIBC_[\d.]+)\)/.exec(line)?.[1] ?? line);

  const content = readFileSync(bootstrap);
  expect([...new Set(versions)].sort()).toEqual(neededVersions(content));
  expect(elfMachine(content)).toBe('aarch64');
  expect(content.includes(`${arm64Interpreter}\0`)).toBe(true);
  // What provided.al2023 has.
  const minors = versions.map((version) => Number(version.replace('GLIBC_2.', '')));
  expect(Math.max(...minors)).toBeLessThanOrEqual(34);
});

test('an answer, with the request id in the log', async () => {
  const { requestId, type, body } = await invoke('hi');
  expect({ type, body }).toEqual({ type: 'response', body: { echo: 'hi… hi… hi…' } });
  expect(log.filter((line) => line.includes('handling event'))).toEqual([
    expect.stringMatching(`^ INFO .*handling event request_id=${requestId}$`),
  ]);
});

test.each([
  ['fail', 'the handler failed', 'dyn core::error::Error'],
  ['panic', 'Lambda panicked: the handler panicked', 'dyn core::any::Any'],
])(
  'a handler that should %s: an error, and the same process answers the next',
  async (message, errorMessage, errorType) => {
    const { type, body, headers: posted } = await invoke(message);
    expect({ type, body }).toEqual({
      type: 'error',
      body: { errorMessage, errorType: expect.stringContaining(errorType) },
    });
    expect(posted['lambda-runtime-function-error-type']).toBeDefined();
    expect(await invoke('hi')).toMatchObject({ type: 'response', body: { echo: 'hi… hi… hi…' } });
  },
);

test('the handler has what the headers of an invocation say', async () => {
  const { body } = await invoke('context');
  const { deadline, arn, traceId } = headers;
  expect(body).toEqual({ echo: `${deadline} ${arn} ${traceId}` });
  expect(api.refused).toEqual([]);
});
