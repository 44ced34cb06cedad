import { findEnvironment, parseEnvironments } from './environment/environment';
import { before, deploy, event, events, stack } from './testing/scripted-cloudformation';

const withSettings = (lines: string) => ({
  environment: findEnvironment(
    parseEnvironments(`[production.deploy.parameters]\nstack_name = "functions"\n${lines}`),
    'production',
  ),
});

test.each([
  ['confirm_changeset = true', {}, { type: 'not-executed', why: 'unconfirmed' }],
  ['no_execute_changeset = true', { confirmed: true }, { type: 'not-executed', why: 'never' }],
])('%s: the changes are shown, and the change set is taken away', async (lines, more, expected) => {
  const { aws, result, reported } = await deploy({}, { ...withSettings(lines), ...more });
  expect(result).toEqual(expected);
  expect(reported.join('\n')).toMatch(/modify +Echo /);
  expect(aws.count('ExecuteChangeSet')).toBe(0);
  expect(aws.count('DeleteChangeSet')).toBe(1);
});

test('changes that are confirmed are executed', async () => {
  const { aws, result } = await deploy(
    {},
    { ...withSettings('confirm_changeset = true'), confirmed: true },
  );
  expect(result).toMatchObject({ type: 'deployed' });
  expect(aws.count('ExecuteChangeSet')).toBe(1);
});

test('rollback, notifications and express mode are as samconfig.toml says', async () => {
  const plain = await deploy({});
  expect(plain.aws.input('ExecuteChangeSet')['DisableRollback']).toBeUndefined();
  expect(plain.aws.input('CreateChangeSet')).toMatchObject({
    NotificationARNs: undefined,
    DeploymentConfig: undefined,
  });
  const kept = await deploy(
    {},
    withSettings('disable_rollback = true\nnotification_arns = ["arn:a"]'),
  );
  expect(kept.aws.input('ExecuteChangeSet')['DisableRollback']).toBe(true);
  expect(kept.aws.input('CreateChangeSet')['NotificationARNs']).toEqual(['arn:a']);
  const express = await deploy({}, withSettings('express = true\ndisable_rollback = true'));
  // CloudFormation takes it in one of the two places.
  expect(express.aws.input('ExecuteChangeSet')['DisableRollback']).toBeUndefined();
  expect(express.aws.input('CreateChangeSet')['DeploymentConfig']).toEqual({
    Mode: 'EXPRESS',
    DisableRollback: true,
  });
});

test.each([
  ['on_failure = "DELETE"', 'ROLLBACK_COMPLETE', 1],
  ['on_failure = "DELETE"', 'UPDATE_ROLLBACK_COMPLETE', 0],
  ['on_failure = "ROLLBACK"', 'ROLLBACK_COMPLETE', 0],
])('%s and a deploy that ends in %s', async (lines, status, deletions) => {
  const failed = events(
    event('0', 'functions', 'CREATE_COMPLETE'),
    event('1', 'functions', status),
  );
  const { aws, result } = await deploy(
    {
      DescribeStacks: [
        stack('UPDATE_COMPLETE'),
        stack('UPDATE_COMPLETE'),
        stack(status),
        stack(status),
        stack('DELETE_COMPLETE'),
      ],
      DescribeStackEvents: [before, failed],
    },
    withSettings(lines),
  );
  expect(result).toMatchObject({ type: 'failed' });
  expect(aws.count('DeleteStack')).toBe(deletions);
});
