import { allPages, awsClients, pollMs } from './clients';
import type { AwsTarget } from './target';

const account = (endpoint?: string): AwsTarget => ({
  kind: 'account',
  region: 'eu-central-1',
  profile: undefined,
  endpoint,
});

test('waits for a real endpoint grow, up to a limit', () => {
  const waits = [0, 1, 2, 3, 4, 50].map((round) => pollMs({ target: account() }, round));
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(new Set(waits).size).toBe(6);
  expect(waits[0]).toBe(1_500);
  expect(waits.at(-1)).toBe(pollMs({ target: account() }, 60));
  expect(waits.at(-1)).toBeLessThanOrEqual(10_000);
});

test.each([
  ["an interface of one's own to the real one", 'https://vpce-1.cloudformation.eu.vpce', 1_500],
  ['a local one', 'http://127.0.0.1:4566', 50],
])('%s', (_, endpoint, wait) => {
  expect(pollMs({ target: account(endpoint) })).toBe(wait);
});

test('an account is asked again after it throttled, whatever the variables say', async () => {
  const before = process.env['AWS_RETRY_MODE'];
  process.env['AWS_RETRY_MODE'] = 'adaptive';
  const { cloudformation, s3, lambda, sts } = awsClients(account());
  for (const { config } of [cloudformation, s3, lambda, sts]) {
    const strategy = await config.retryStrategy();
    expect(strategy).toMatchObject({ mode: 'standard' });
    expect(await config.maxAttempts()).toBe(10);
  }
  if (before === undefined) delete process.env['AWS_RETRY_MODE'];
  else process.env['AWS_RETRY_MODE'] = before;
});

test('a list ends with the page that names no next one', async () => {
  const pages: Record<string, { entries?: string[]; NextToken?: string }> = {
    first: { entries: ['a'], NextToken: 'two' },
    two: { NextToken: 'three' },
    three: { entries: ['b', 'c'] },
  };
  const read = async (token = 'first') => pages[token] ?? {};
  expect(await allPages(read, ({ entries }) => entries, account())).toEqual(['a', 'b', 'c']);
});
