import type { AwsTarget } from '../../aws/target';
import { checkWords, cliCommand, endpointOf } from './cli-command';

const local: AwsTarget = {
  kind: 'local',
  region: 'eu-west-1',
  endpoint: 'http://127.0.0.1:21000',
  credentials: { accessKeyId: 'LOCAL1', secretAccessKey: 'secret' },
};
const account: AwsTarget = {
  kind: 'account',
  region: 'eu-west-1',
  profile: 'staging',
  endpoint: undefined,
};
const words = ['sqs', 'list-queues'];
const of = (target: AwsTarget, variables = {}, given = words) =>
  cliCommand({ program: '/bin/aws', words: given, target, cwd: '/w', variables });

test('the local AWS is reached by the endpoint, its key and its region, whatever the shell has', () => {
  const { args, env, cwd } = of(local, { AWS_ENDPOINT_URL_SQS: 'https://elsewhere', HOME: '/h' });
  expect(args).toEqual(['--endpoint-url', 'http://127.0.0.1:21000', 'sqs', 'list-queues']);
  expect(cwd).toBe('/w');
  expect(env).toMatchObject({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:21000',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'LOCAL1',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_PAGER: '',
    NO_PROXY: '127.0.0.1',
  });
  // Taken away, and not only left out.
  for (const name of ['AWS_ENDPOINT_URL_SQS', 'AWS_SESSION_TOKEN', 'AWS_PROFILE']) {
    expect(Object.entries(env ?? {})).toContainEqual([name, undefined]);
  }
  expect(env).not.toHaveProperty('HOME');
});

test("an account is reached by the environment's profile and the shell's keys", () => {
  const { args, env } = of(account);
  expect(args).toEqual(['--profile', 'staging', 'sqs', 'list-queues']);
  expect(env).toMatchObject({ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: undefined });
  expect(Object.keys(env ?? {})).not.toContain('AWS_ACCESS_KEY_ID');
  expect(of({ ...account, profile: undefined }).args).toEqual(words);
});

test('an endpoint that the user gives is given once', () => {
  const given = ['s3', 'ls', '--endpoint-url', 'https://s3.internal'];
  const target = { ...account, profile: undefined, endpoint: 'https://s3.internal' };
  expect(of(target, {}, given).args).toEqual(given);
});

test.each([
  [['s3', 'ls'], undefined],
  [['s3', 'ls', '--endpoint-url', 'http://l:1'], 'http://l:1'],
  [['--endpoint-url=http://l:1/?a=b', 's3', 'ls'], 'http://l:1/?a=b'],
  [['s3', 'ls', '--endpoint-url'], undefined],
  [['s3', '--endpoint-url-of-mine', 'x'], undefined],
])('the endpoint of %j', (given, expected) => {
  expect(endpointOf(given)).toBe(expected);
});

test.each([
  [[], 'local', /^nothing to ask AWS; .* npx nx run stack:aws -- sqs list-queues$/],
  [[], 'staging', /npx nx run stack:aws -c staging -- sqs list-queues$/],
  [['s3', 'ls', '--profile', 'x'], 'local', /^--profile would be another account than 'local'/],
  [['--profile=x', 's3', 'ls'], 'staging', /^--profile would be another account than 'staging'/],
])('%j in %s is refused', (given, environment, sentence) => {
  expect(() => checkWords(given, environment)).toThrow(sentence);
});
