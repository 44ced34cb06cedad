import { setTimeout as sleep } from 'node:timers/promises';
import { describeInterruption } from './report/deploy-result';
import { absent, changed, deploy, failure, stack } from './testing/scripted-cloudformation';

const echo = { LogicalResourceId: 'Echo' };
const creating = { Status: 'CREATE_IN_PROGRESS' };
const nothing = { type: 'interrupted', isExecuting: false, isLeft: false };

let controller: AbortController;
beforeEach(() => (controller = new AbortController()));

const aborting = (answer: object) => () => (controller.abort(), answer);
const run = (answers: Parameters<typeof deploy>[0], more: object = {}) =>
  deploy(answers, { signal: controller.signal, ...more });

test('before the execution removes the change set, and nothing has happened', async () => {
  const { aws, result } = await run({ DescribeChangeSet: [aborting(changed(echo))] });
  expect(result).toEqual(nothing);
  expect([aws.count('ExecuteChangeSet'), aws.count('DeleteChangeSet')]).toEqual([0, 1]);
});

test('of a first deploy removes the empty stack as well', async () => {
  const { aws, result } = await run({
    DescribeStacks: [absent, stack('REVIEW_IN_PROGRESS'), absent],
    DescribeChangeSet: [aborting(changed({ ...echo, Action: 'Add' }))],
  });
  expect(result).toEqual(nothing);
  expect([aws.count('DeleteChangeSet'), aws.count('DeleteStack')]).toEqual([1, 1]);
});

test('while CloudFormation works out the change set does not wait for it', async () => {
  const { aws, result } = await run({ DescribeChangeSet: [creating, aborting(creating)] });
  expect(result).toEqual(nothing);
  expect([aws.count('DescribeChangeSet'), aws.count('DeleteChangeSet')]).toEqual([2, 1]);
});

const busy = failure('InvalidChangeSetStatusException');

test('asks again while CloudFormation does not delete the change set yet', async () => {
  const { aws, result } = await run({
    DescribeChangeSet: [aborting(creating)],
    DeleteChangeSet: [busy, busy, {}],
  });
  expect(result).toEqual(nothing);
  expect(aws.count('DeleteChangeSet')).toBe(3);
});

test('says so if there is no time to remove the change set', async () => {
  const { aws, result } = await run({
    DescribeChangeSet: [aborting(creating)],
    DeleteChangeSet: [busy],
  });
  expect(result).toEqual({ ...nothing, isLeft: true });
  expect(aws.count('ExecuteChangeSet')).toBe(0);
});

test('does not wait for an upload', async () => {
  const packageTemplate = async (template: object) => {
    controller.abort();
    await sleep(60_000, undefined, { ref: false });
    return { template, bucket: 'bucket' };
  };
  const { aws, result } = await run({}, { packageTemplate });
  expect(result).toEqual(nothing);
  expect(aws.count('CreateChangeSet')).toBe(0);
});

test('after the execution leaves CloudFormation to go on', async () => {
  const { aws, result } = await run({ ExecuteChangeSet: [aborting({})] });
  expect(result).toEqual({ ...nothing, isExecuting: true });
  expect(aws.count('DeleteChangeSet')).toBe(0);
});

test.each([
  [{}, /nothing of functions was changed, and no change set is left$/],
  [{ isLeft: true }, /nothing of functions was changed; .* the next deploy removes it$/],
  [{ isExecuting: true }, /goes on with its update of functions; the next deploy follows it$/],
])('what is said of %j', (more, sentence) => {
  const told = { type: 'interrupted', isExecuting: false, isLeft: false, ...more } as const;
  expect(describeInterruption(told, 'functions')).toMatch(sentence);
});
