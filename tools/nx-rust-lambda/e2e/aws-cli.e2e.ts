/** `stack:aws`: how Nx hands on what follows `--`, and where a CLI gets with it. */
import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { localServerOf } from './local-server';
import { createWorkspace, repository, type Workspace } from './workspace';

let workspace: Workspace;
let bin: string;

/** Stands for the user's CLI: writes down what it was started with, and asks where it is told to. */
const cli = `#!${process.execPath}
const { writeFileSync, readFileSync } = require('node:fs');
const { env, argv } = process;
writeFileSync('asked.json', JSON.stringify({ words: argv.slice(2), env, stdin: readFileSync(0, 'utf8') }));
const authorization = 'AWS4-HMAC-SHA256 Credential=' + env.AWS_ACCESS_KEY_ID + '/20260101/us-east-1/lambda/aws4_request';
fetch(env.AWS_ENDPOINT_URL + '/2015-03-31/functions', { headers: { authorization } }).then(async (answer) => {
  console.log(await answer.text());
  process.exitCode = argv.includes('fail') ? 255 : 0;
});
`;

beforeAll(async () => {
  workspace = await createWorkspace();
  bin = join(workspace.root, '.local-aws', 'bin');
  workspace.write('.local-aws/bin/aws', cli);
  chmodSync(join(bin, 'aws'), 0o755);
});
afterAll(() => workspace.dispose());

const aws = (args: readonly string[], env: Record<string, string> = {}) =>
  workspace.nx(['run', 'stack:aws', ...args], {
    PATH: `${bin}${delimiter}${process.env['PATH']}`,
    ...env,
  });
const asked = () =>
  JSON.parse(workspace.read('asked.json')) as {
    words: string[];
    env: Record<string, string>;
    stdin: string;
  };

test('the CLI gets every word as it was typed, the endpoint, the key, and no input', async () => {
  const words = [
    'sqs',
    'list-queues',
    '--query',
    "QueueUrls[?contains(@, 'a b')] | [0]",
    '--max-items',
    '007',
    '--tags=a=1,b=2',
    '--no-paginate',
    '',
    '--flag',
    '--flag',
    '--json',
    '{"a": "$HOME \\"x\\""}',
    '--verbose',
    '--configuration=production',
    '-',
  ];
  const { code, output } = await aws(['--', ...words], {
    AWS_ACCESS_KEY_ID: 'of-the-shell',
    AWS_PROFILE: 'of-the-shell',
    AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:9',
  });
  expect(output).toContain('{"Functions": []}');
  expect(code).toBe(0);
  const { endpoint, credentials } = localServerOf(workspace.root);
  const { words: got, env, stdin } = asked();
  expect(got).toEqual(['--endpoint-url', endpoint, ...words]);
  expect(stdin).toBe('');
  expect(env).toMatchObject({
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: 'us-east-1',
  });
  expect(Object.keys(env).filter((name) => /PROFILE|ENDPOINT_URL_/.test(name))).toEqual([]);
});

test('a CLI that fails is a task that fails', async () => {
  expect((await aws(['--', 'fail'])).code).not.toBe(0);
});

test.each<[string, readonly string[], Record<string, string>, RegExp]>([
  ['no words', [], {}, /^nothing to ask AWS; say what after --/m],
  ['a profile', ['--', 's3', 'ls', '--profile', 'x'], {}, /^--profile would be another account/m],
  [
    'another endpoint',
    ['--', 's3', 'ls', '--endpoint-url', 'http://127.0.0.1:9'],
    {},
    /^--endpointUrl=http:\/\/127\.0\.0\.1:9 is for an account environment/m,
  ],
  [
    'no CLI',
    ['--', 's3', 'ls'],
    { PATH: '/nonexistent' },
    /^the AWS CLI \(aws\) was not found on PATH; install it/m,
  ],
])('%s is one sentence', async (_, args, env, sentence) => {
  const { code, output } = await aws(args, env);
  expect(output).toMatch(sentence);
  expect(output).not.toMatch(/^ +at /m);
  expect(code).not.toBe(0);
});

test('what the documentation has for other programs gives them address and key', async () => {
  const text = readFileSync(join(repository, 'docs', 'local-aws.md'), 'utf8');
  const block = /```sh\n(export AWS_ENDPOINT_URL[\s\S]*?)```/.exec(text)?.[1] ?? '';
  const { endpoint, variables } = localServerOf(workspace.root);
  const { stdout } = await workspace.exec('sh', ['-c', `${block}\nenv`]);
  const set = { ...variables, AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1' };
  for (const [name, value] of Object.entries(set)) expect(stdout).toContain(`${name}=${value}\n`);
});
