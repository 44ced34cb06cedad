import type { AwsClients } from '../../aws/clients';
import type { Stack } from '../../aws/stacks';
import type { DeployResult } from './deploy-result';
import { describeResult } from './describe-result';
import { findEnvironment, parseEnvironments } from '../environment/environment';

const environment = findEnvironment(
  parseEnvironments('[local.global.parameters]\nstack_name = "functions"\nregion = "r"'),
  'local',
);
const clients = { target: { endpoint: 'http://l' } } as AwsClients;
const stack = { name: 'functions', outputs: [{ key: 'Arn', value: 'a', description: '' }] };
const phases = [
  { name: 'package', seconds: 0.14 },
  { name: 'change set', seconds: 0.1 },
  { name: 'package', seconds: 0.1 },
] as const;
const failed = {
  type: 'failed',
  logicalId: 'Echo',
  reason: 'too big',
  place: { file: 'template.yml', line: 3 },
  status: 'UPDATE_ROLLBACK_COMPLETE',
} as const;

test.each<[string, DeployResult, string[]]>([
  [
    'deployed',
    { type: 'deployed', stack: stack as unknown as Stack, phases },
    ['outputs of functions:\n  Arn  a', 'deployed (package 0.2 s, change set 0.1 s)'],
  ],
  [
    'no changes',
    { type: 'no-changes', stack: { ...stack, outputs: [] } as unknown as Stack, phases: [] },
    ['no changes: stack functions is up to date', 'checked ()'],
  ],
  [
    'a failure with its line and the state',
    failed,
    ['template.yml:3: Echo failed: too big', 'stack functions is now in UPDATE_ROLLBACK_COMPLETE'],
  ],
  [
    'a failure of a stack that is gone',
    { ...failed, logicalId: undefined, place: undefined, status: undefined },
    ['too big', 'stack functions does not exist'],
  ],
  [
    'a stack policy, with who can change it and how',
    { ...failed, reason: 'Action denied by stack policy: Statement [#1] denies Update:Modify' },
    [
      'template.yml:3: Echo failed: Action denied by stack policy: Statement [#1] denies Update:Modify',
      "the stack's policy forbids this; whoever may change it can allow it with aws cloudformation set-stack-policy --stack-name functions --region r",
      'stack functions is now in UPDATE_ROLLBACK_COMPLETE',
    ],
  ],
  [
    'an interrupt before the execution',
    { type: 'interrupted', isExecuting: false, isLeft: false },
    ['interrupted: nothing of functions was changed, and no change set is left'],
  ],
  [
    'an interrupt after it',
    { type: 'interrupted', isExecuting: true, isLeft: false },
    [
      'interrupted: CloudFormation goes on with its update of functions; the next deploy follows it',
    ],
  ],
])('%s', (_, result, lines) => {
  expect(describeResult(result, { environment, clients })).toEqual(lines);
});
