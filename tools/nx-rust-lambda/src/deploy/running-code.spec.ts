import type { AwsClients } from '../aws/clients';
import type { Stack } from '../aws/stacks';
import { changedBehind, refuseOtherCode } from './running-code';

const stack = { id: 'id', name: 'functions', version: '1', status: 'UPDATE_COMPLETE' } as Stack;

interface Looks {
  /** What Lambda says of each function, look by look. */
  readonly running?: Readonly<Record<string, readonly (string | Error)[]>>;
  /** When the stack was last updated. */
  readonly updated?: string;
}

function lookAt(expected: Record<string, string>, { running = {}, updated }: Looks) {
  const asked: string[] = [];
  const ids = Object.keys(running);
  const send = async ({
    constructor,
    input,
  }: {
    input: { FunctionName?: string };
    constructor: { name: string };
  }) => {
    if (constructor.name === 'ListStackResourcesCommand') {
      return {
        StackResourceSummaries: ids.map((id) => ({
          LogicalResourceId: id,
          PhysicalResourceId: `physical-${id}`,
        })),
      };
    }
    if (constructor.name === 'DescribeStacksCommand') {
      const LastUpdatedTime = new Date(updated ?? '2026-01-01T00:00:00Z');
      return {
        Stacks: [
          {
            StackId: 'id',
            StackName: 'functions',
            StackStatus: 'UPDATE_COMPLETE',
            LastUpdatedTime,
          },
        ],
      };
    }
    const id = input.FunctionName?.replace('physical-', '') ?? '';
    const answers = running[id] ?? [];
    const before = asked.filter((each) => each === id).length;
    asked.push(id);
    const answer = answers[Math.min(before, answers.length - 1)];
    if (answer instanceof Error) throw answer;
    return { CodeSha256: answer };
  };
  const target = { kind: 'local', region: 'x', endpoint: 'http://127.0.0.1:1' };
  const clients = { target, cloudformation: { send }, lambda: { send } } as unknown as AwsClients;
  const end = refuseOtherCode(
    { clients, signal: undefined },
    { ...stack, version: '2026-01-01T00:00:00.000Z' },
    expected,
  ).then(
    () => 'as sent',
    (error: Error) => error.message,
  );
  return { end, asked, clients };
}

const denied = Object.assign(
  new Error('User: x is not authorized to perform: lambda:GetFunctionConfiguration'),
  {
    name: 'AccessDeniedException',
  },
);

test.each<[string, Record<string, string>, Looks, RegExp]>([
  ['all as sent', { A: '1', B: '2' }, { running: { A: ['1'], B: ['2'] } }, /^as sent$/],
  ['nothing was sent', {}, { running: { A: ['1'] } }, /^as sent$/],
  ['Lambda was a little late', { A: '1' }, { running: { A: ['0', '1'] } }, /^as sent$/],
  [
    'something else runs',
    { A: '1', B: '2' },
    { running: { A: ['1'], B: ['3'] } },
    /^stack functions was updated, but B runs code with the checksum 3 where 2 was sent; somebody else wrote to the bucket or to Lambda meanwhile: find out who, and deploy again$/,
  ],
  ['a function is not there', { A: '1' }, {}, /but there is no function A in it; /],
  [
    'several at once',
    { A: '1', B: '2' },
    { running: { A: ['x'], B: ['y'] } },
    /A runs code with the checksum x where 1 was sent, and B runs /,
  ],
  [
    "another's deploy has followed",
    { A: '1' },
    { running: { A: ['3'] }, updated: '2026-01-02T00:00:00Z' },
    /^as sent$/,
  ],
  [
    'it may not be looked at',
    { A: '1' },
    { running: { A: [denied] } },
    /^stack functions was updated, but whether its functions run what was sent cannot be found out: AWS denies this .*GetFunctionConfiguration/,
  ],
])('%s', async (_case, expected, looks, end) => {
  expect(await lookAt(expected, looks).end).toMatch(end);
});

test('a hundred functions are asked for once each', async () => {
  const ids = Array.from({ length: 100 }, (_, at) => `F${at}`);
  const running = Object.fromEntries(ids.map((id) => [id, [id]]));
  const { end, asked } = lookAt(Object.fromEntries(ids.map((id) => [id, id])), { running });
  expect(await end).toBe('as sent');
  expect([...asked].sort()).toEqual([...ids].sort());
});

test.each<[string, Record<string, string>, Looks, string[]]>([
  ['as it is deployed', { A: '1' }, { running: { A: ['1'] } }, []],
  ['changed past CloudFormation', { A: '1', B: '2' }, { running: { A: ['1'], B: ['3'] } }, ['B']],
  ['a function that is gone is not ours to send', { A: '1' }, {}, []],
])('what runs before a deploy: %s', async (_case, expected, looks, others) => {
  expect(await changedBehind(lookAt(expected, looks).clients, 'functions', expected)).toEqual(
    others,
  );
});

test('nothing is asked of nothing', async () => {
  expect(await changedBehind({} as AwsClients, 'functions', {})).toEqual([]);
});
