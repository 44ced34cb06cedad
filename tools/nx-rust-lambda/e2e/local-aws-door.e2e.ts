/** Who may reach the local AWS, and what is left of it when it ends. */
import { CreateStackCommand, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetFunctionCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { cpSync, lstatSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { request, type OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../setup/lock.cjs';
import { stopLocalAws } from '../src/deploy/local-aws/local-aws';
import {
  createFunction,
  invoke,
  lambdaOf,
  role,
  startIn,
  stopAndRemove,
  temporaryFolder,
} from './local-function';
import { authorization, type LocalServer } from './local-server';

let root: string;
let server: LocalServer;
let functionUrl: string;

beforeAll(async () => {
  root = temporaryFolder();
  server = await startIn(root);
  functionUrl = await createFunction(server, 'own');
});
afterAll(() => stopAndRemove(root));

interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

/** As curl sends it: every header as it is given. */
function send({ method = 'GET', path, headers = {}, body }: RawRequest) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: server.port, method, path, headers, agent: false },
        (answer) => {
          let text = '';
          answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
          );
        },
      );
      asked.on('error', reject);
      asked.end(body);
    },
  );
}

const functionNames = async () => {
  const { Functions = [] } = await lambdaOf(server).send(new ListFunctionsCommand({}));
  return Functions.map(({ FunctionName }) => FunctionName);
};

const api = '/2015-03-31/functions';
const creation = JSON.stringify({
  FunctionName: 'hostile',
  Runtime: 'python3.11',
  Handler: 'index.handler',
  Role: role,
  Code: { ZipFile: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==' },
});
const key = () => ({ authorization: authorization(server.credentials.accessKeyId) });
const host = (name: string) => ({ host: `${name}:${server.port}` });
const page = { origin: 'http://evil.example', 'content-type': 'text/plain' };
const create = { method: 'POST', path: api, body: creation };
const reset = { method: 'POST', path: '/_ministack/reset' };

const refused: [string, () => RawRequest][] = [
  ['a page creates a function, no preflight', () => ({ ...create, headers: page })],
  ['the same, if it knew the key', () => ({ ...create, headers: { ...page, ...key() } })],
  [
    'a page of this machine',
    () => ({ ...create, headers: { ...key(), origin: 'http://localhost:3000' } }),
  ],
  ['cross-site', () => ({ ...create, headers: { ...key(), 'sec-fetch-site': 'cross-site' } })],
  ['DNS rebinding', () => ({ ...create, headers: { ...key(), ...host('evil.example') } })],
  ['DNS rebinding of a function', () => ({ path: functionUrl, headers: host('evil.example') })],
  ['a foreign page asks a function', () => ({ path: functionUrl, headers: page })],
  [
    'a foreign image of a function',
    () => ({ path: functionUrl, headers: { 'sec-fetch-site': 'cross-site' } }),
  ],
  ['a preflight', () => ({ method: 'OPTIONS', path: api, headers: page })],
  ['another user without a key', () => create],
  [
    'another user with the usual key',
    () => ({ ...create, headers: { authorization: authorization('test') } }),
  ],
  [
    "another user with the account's id",
    () => ({ ...create, headers: { authorization: authorization('000000000000') } }),
  ],
  [
    'another user presigns',
    () => ({ ...create, path: `${api}?X-Amz-Credential=test%2F1%2Fs3%2Faws4_request` }),
  ],
  ['a reset', () => reset],
  ['a reset by a page', () => ({ ...reset, headers: page })],
  ['the settings', () => ({ method: 'POST', path: '/_ministack/config', body: '{}' })],
  ["a function's code", () => ({ path: '/_ministack/lambda-code/000000000000/us-east-1/own' })],
  ['what only looks like a function URL', () => ({ ...create, path: '/_aws/lambda-url/' })],
];

test.each(refused)('refused: %s', async (_, given) => {
  const { status, headers, text } = await send(given());
  expect(status).toBe(403);
  expect(text).toContain('refused: ');
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  expect(await functionNames()).toEqual(['own']);
});

const upgrade = {
  connection: 'upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};
test.each([
  ['a foreign page', { origin: 'http://evil.example' }],
  ['another name', { host: 'evil.example' }],
])('refused: a websocket of %s', async (_, headers) => {
  const { status } = await send({
    path: '/_aws/execute-api/abc/prod',
    headers: { ...upgrade, ...headers },
  });
  expect(status).toBe(403);
});

test('a function URL needs no key, and answers a page of this machine', async () => {
  for (const headers of [
    {},
    { origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' },
    host('localhost'),
  ]) {
    const { status, text } = await send({ path: functionUrl, headers });
    expect(JSON.parse(text)).toMatchObject({ account: '000000000000' });
    expect(status).toBe(200);
  }
});

test('an SDK in a function reaches the local AWS with nothing set', async () => {
  expect(await invoke(server, 'own')).toMatchObject({ account: '000000000000' });
});

test('an SDK with another key is told what to do, whatever it reads answers as', async () => {
  const other = { ...server, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const sentence = /access key is another; .* docs\/local-aws\.md/;
  await expect(lambdaOf(other).send(new ListFunctionsCommand({}))).rejects.toThrow(sentence);
  const { endpoint, credentials } = other;
  const cloudformation = new CloudFormationClient({ endpoint, credentials, region: 'us-east-1' });
  await expect(
    cloudformation.send(new CreateStackCommand({ StackName: 'a', TemplateBody: '{}' })),
  ).rejects.toThrow(sentence);
});

test("a function's code can be downloaded from where AWS says", async () => {
  const got = await lambdaOf(server).send(new GetFunctionCommand({ FunctionName: 'own' }));
  const { pathname, search } = new URL(got.Code?.Location ?? '');
  expect((await send({ path: pathname + search })).status).toBe(200);
});

test('nobody else can read what it keeps, and functions end with it', async () => {
  const { endpoint, credentials } = server;
  const cloudformation = new CloudFormationClient({ endpoint, credentials, region: 'us-east-1' });
  const parameter = { Type: 'String', NoEcho: true, Default: 'pass-word' };
  const TemplateBody = JSON.stringify({
    Parameters: { Password: parameter },
    Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
  });
  await cloudformation.send(new CreateStackCommand({ StackName: 'secret', TemplateBody }));
  const { pid } = await invoke(server, 'own');
  expect(isAlive(pid)).toBe(true);
  expect(await stopLocalAws({ root })).toEqual({ type: 'stopped', pid: server.pid });
  expect(await goes(pid)).toBe(true);

  const folder = join(root, '.local-aws');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  // Functions' programs are in tmp/, which is closed as a whole.
  const kept = ['', ...files].filter((file) => !file.startsWith('tmp/'));
  const open = kept.filter((file) => (lstatSync(join(folder, file)).mode & 0o077) !== 0);
  expect(open).toEqual([]);
  const state = files.filter((file) => /^state\/.*\.json$/.test(file));
  expect(state.some((file) => readFileSync(join(folder, file), 'utf8').includes('secret'))).toBe(
    true,
  );
  server = await startIn(root);
});

test('functions end with a server that is killed, and its next start has other keys', async () => {
  const before = server;
  const { pid } = await invoke(server, 'own');
  process.kill(server.pid, 'SIGKILL');
  expect(await goes(pid)).toBe(true);
  server = await startIn(root);
  expect(server.credentials.accessKeyId).not.toBe(before.credentials.accessKeyId);
  expect(
    (
      await send({
        path: api,
        headers: { authorization: authorization(before.credentials.accessKeyId) },
      })
    ).status,
  ).toBe(403);
});

test('a copied folder has a server of its own, and does not stop the first', async () => {
  const copy = temporaryFolder();
  try {
    cpSync(root, copy, { recursive: true, preserveTimestamps: true });
    expect(await stopLocalAws({ root: copy })).toEqual({ type: 'not-running' });
    const second = await startIn(copy);
    expect(second.port).not.toBe(server.port);
    expect(second.credentials).not.toEqual(server.credentials);
    expect(await stopLocalAws({ root: copy })).toEqual({ type: 'stopped', pid: second.pid });
    expect((await send({ path: functionUrl })).status).toBe(200);
  } finally {
    await stopAndRemove(copy);
  }
});

test('a folder that was moved stops the server that it started', async () => {
  const first = temporaryFolder();
  const moved = `${first}-moved`;
  const { pid } = await startIn(first);
  renameSync(first, moved);
  try {
    expect((await startIn(moved)).pid).not.toBe(pid);
    expect(isAlive(pid)).toBe(false);
  } finally {
    await stopAndRemove(moved);
    await stopAndRemove(first);
  }
});

/** Whether a process has ended, within two seconds. */
async function goes(pid: number): Promise<boolean> {
  for (let round = 0; round < 100 && isAlive(pid); round++) await sleep(20);
  return !isAlive(pid);
}
