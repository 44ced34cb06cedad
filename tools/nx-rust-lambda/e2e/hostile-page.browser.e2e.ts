/**
 * A web page in a real browser tries what it can against a local AWS: first against ministack as it is,
 * where it gets through, then against ours.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../src/deploy/local-aws/local-port';
import { startDetached } from '../src/process/run';
import { documentOf, foreignName, playPage } from './browser';
import {
  createFunction,
  ministackPython,
  role,
  startIn,
  stopAndRemove,
  temporaryFolder,
} from './local-function';
import type { LocalServer } from './local-server';

let root: string;
let server: LocalServer;
let functionUrl: string;
let unguarded: { readonly pid: number; readonly port: number };

beforeAll(async () => {
  root = temporaryFolder();
  unguarded = await startUnguarded(join(root, 'unguarded'));
  server = await startIn(root);
  functionUrl = await createFunction(server, 'own');
});
afterAll(async () => {
  process.kill(unguarded.pid, 'SIGTERM');
  await stopAndRemove(root);
});

/** ministack without our launcher. */
async function startUnguarded(folder: string): Promise<{ pid: number; port: number }> {
  mkdirSync(folder);
  const port = await freePort();
  const env = { BIND_HOST: '127.0.0.1', GATEWAY_PORT: String(port), SFTP_ENABLED: '0' };
  const pid = startDetached(
    {
      program: await ministackPython(),
      args: ['-m', 'ministack'],
      cwd: folder,
      cleanEnv: true,
      env: { ...env, IOT_MTLS_ENABLED: '0', HOME: folder, TMPDIR: folder },
    },
    join(folder, 'log'),
  );
  for (;;) {
    const healthy = await fetch(`http://127.0.0.1:${port}/_ministack/health`).catch(
      () => undefined,
    );
    if (healthy) return { pid, port };
    await sleep(50);
  }
}

const api = '/2015-03-31/functions';
const functionNamed = (name: string) => ({
  FunctionName: name,
  Runtime: 'python3.11',
  Handler: 'index.handler',
  Role: role,
  Code: { ZipFile: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==' },
});

/** Every way of a page to send something without being asked first, then what it hears. */
const attack = (port: number) => `
const server = 'http://127.0.0.1:${port}';
const api = server + '${api}';
const outcome = (promise) => promise.then((answer) => answer.type + ' ' + answer.status, () => 'refused');
const outcomes = {};
const text = { 'content-type': 'text/plain' };
outcomes.fetch = await outcome(fetch(api, {
  method: 'POST', mode: 'no-cors', headers: text, body: ${JSON.stringify(JSON.stringify(functionNamed('by-fetch')))},
}));
const body = ${JSON.stringify(JSON.stringify({ ...functionNamed('by-form'), Description: '?' }))};
const form = document.createElement('form');
const frame = document.createElement('iframe');
frame.name = 'frame';
Object.assign(form, { method: 'POST', action: api, enctype: 'text/plain', target: 'frame' });
const field = document.createElement('input');
[field.name, field.value] = body.split('?');
form.append(field);
document.body.append(frame, form);
const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
form.submit();
await loaded;
const read = await fetch(api).catch(() => undefined);
outcomes.read = read ? read.status + ' ' + (await read.text()) : 'refused';
outcomes.preflighted = await outcome(fetch(api + '/by-fetch', { method: 'DELETE' }));
outcomes.invoked = await outcome(fetch(server + '${functionUrl}', { mode: 'no-cors', method: 'POST' }));
await new Promise((resolve) => {
  const image = new Image();
  image.onload = image.onerror = resolve;
  image.src = server + '${functionUrl}image';
});
outcomes.websocket = await new Promise((resolve) => {
  const socket = new WebSocket('ws://127.0.0.1:${port}/_aws/execute-api/abc/prod');
  socket.onopen = () => resolve('open');
  socket.onclose = () => resolve('refused');
});
outcomes.reset = await outcome(fetch(server + '/_ministack/reset', { method: 'POST', mode: 'no-cors' }));
await report(outcomes);
`;

/** The same without the reset, which would take away what shows that the others got through. */
const withoutReset = (script: string) => script.replace(/^outcomes\.reset = .*$/m, '');

async function namesIn(answer: Response): Promise<string[]> {
  const { Functions } = (await answer.json()) as { Functions: { FunctionName: string }[] };
  return Functions.map(({ FunctionName }) => FunctionName);
}

test('without the door a page gets through', async () => {
  const outcomes = await playPage(foreignName, withoutReset(attack(unguarded.port)));
  expect(outcomes).toMatchObject({ fetch: 'opaque 0', read: expect.stringContaining('by-fetch') });
  // The page has deleted the other one, since the preflight allows everything.
  const left = await fetch(`http://127.0.0.1:${unguarded.port}${api}`);
  expect(await namesIn(left)).toEqual(['by-form']);
  const rebound = await documentOf(`http://${foreignName}:${unguarded.port}${api}`);
  expect(rebound).toContain('by-form');
});

test('with it nothing gets through, and the page hears nothing', async () => {
  const outcomes = await playPage<Record<string, string>>(foreignName, attack(server.port));
  expect(outcomes).toMatchObject({
    read: 'refused',
    preflighted: 'refused',
    websocket: 'refused',
  });
  expect(await namesIn(await server.call(api))).toEqual(['own']);

  // All of it has arrived, and was refused for what the page is.
  const log = readFileSync(join(root, '.local-aws', 'server.log'), 'utf8');
  const refused = log.split('\n').filter((line) => line.startsWith('refused: '));
  for (const start of [
    `refused: POST ${api}: web pages may not call it (Origin http://${foreignName}`,
    `refused: GET ${api}: web pages may not call it`,
    `refused: OPTIONS ${api}/by-fetch: web pages may not call it`,
    `refused: POST ${functionUrl}: Origin http://${foreignName}`,
    `refused: GET ${functionUrl}image: a page of another site sent it (Sec-Fetch-Site cross-site)`,
    `refused: websocket /_aws/execute-api/abc/prod: Origin http://${foreignName}`,
    'refused: POST /_ministack/reset: web pages may not call it',
  ]) {
    expect(refused).toContainEqual(expect.stringContaining(start));
  }
  // By fetch and by form.
  expect(refused.filter((line) => line.startsWith(`refused: POST ${api}:`))).toHaveLength(2);
});

test('a name that leads here is not this server', async () => {
  const url = `http://${foreignName}:${server.port}`;
  expect(await documentOf(`${url}${api}`)).toContain(`Host ${foreignName}:${server.port} is not`);
  expect(await documentOf(`${url}${functionUrl}`)).toContain("is not this server's");
});

test('a page of this machine calls a function, and not the AWS API', async () => {
  const script = `
const [url, api] = ${JSON.stringify([functionUrl, api].map((path) => server.endpoint + path))};
const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
const refused = await fetch(api).then(() => 'let in', () => 'refused');
await report({ account: (await answer.json()).account, api: refused });
`;
  for (const host of ['localhost', '127.0.0.1']) {
    expect(await playPage(host, script)).toEqual({ account: '000000000000', api: 'refused' });
  }
});

test('a function URL that is typed is shown', async () => {
  expect(await documentOf(server.endpoint + functionUrl)).toContain('"account": "000000000000"');
});
