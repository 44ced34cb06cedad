import { formatFinding } from '../../template/finding';
import { objectAt, parseTemplate } from '../../sam/sam-template';
import { findEnvironment, parseEnvironments } from '../environment/environment';
import { checkOwnedNames } from './name-checks';
import { check, resource } from './testing/checked-template';

test.each<[string, string, number, string]>([
  [
    'two resources of one name',
    resource(
      'A:\n  Type: AWS::SQS::Queue\n  Properties:\n    QueueName: !Sub ${AWS::StackName}-jobs\nB:\n  Type: AWS::SQS::Queue\n  Properties:\n    QueueName: rust-functions-jobs',
    ),
    21,
    "QueueName 'rust-functions-jobs' of B is also that of A (line 17); give one of them another name",
  ],
])('a mistake: %s', (_case, text, line, message) => {
  expect(check({ text })).toEqual([`template.yml:${line}: error: ${message} (nx-rust-lambda)`]);
});

test.each([
  [
    'two types',
    'A:\n  Type: AWS::SQS::Queue\n  Properties: { QueueName: n }\nB:\n  Type: AWS::SNS::Topic\n  Properties: { TopicName: n }',
  ],
  [
    'one of two conditions',
    'A:\n  Type: AWS::SQS::Queue\n  Condition: C\n  Properties: { QueueName: n }\nB:\n  Type: AWS::SQS::Queue\n  Properties: { QueueName: n }',
  ],
  [
    'names that only a deploy knows',
    'A:\n  Type: AWS::Logs::LogGroup\n  Properties: { LogGroupName: !Sub "/aws/lambda/${EchoFunction}" }\nB:\n  Type: AWS::Logs::LogGroup\n  Properties: { LogGroupName: !Sub "/aws/lambda/${EchoFunction}" }',
  ],
])('no mistake: %s', (_case, text) => {
  expect(check({ text: resource(text) })).toEqual([]);
});

const template = parseTemplate(
  `Resources:
  EchoFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub \${AWS::StackName}-echo
  Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub /aws/lambda/\${EchoFunction}
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: jobs
  News:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: news
  Unnamed:
    Type: AWS::S3::Bucket
`,
  'template.yml',
);
const local = findEnvironment(
  parseEnvironments('[default.global.parameters]\nstack_name = "mine"'),
  'local',
);

const everything = new Set(Object.keys(objectAt(template.data, 'Resources')));

test.each([
  ['AWS::Lambda::Function', 'mine-echo', 5, "FunctionName 'mine-echo' of EchoFunction"],
  [
    'AWS::Logs::LogGroup',
    '/aws/lambda/mine-echo',
    9,
    "LogGroupName '/aws/lambda/mine-echo' of Logs",
  ],
  ['AWS::SQS::Queue', 'http://127.0.0.1:4566/000000000000/jobs', 13, "QueueName 'jobs' of Jobs"],
  ['AWS::SNS::Topic', 'arn:aws:sns:us-east-1:000000000000:news', 17, "TopicName 'news' of News"],
])('a name that another stack owns: %s', (type, physicalId, line, what) => {
  const owned = [{ stack: 'other', type, physicalId }];
  expect(checkOwnedNames(template, local, owned, everything).map(formatFinding)).toEqual([
    `template.yml:${line}: error: ${what} is a resource of stack 'other' already; give it another name, or remove it there first (nx-rust-lambda)`,
  ]);
});

test.each([
  ["the stack's own", { stack: 'mine', type: 'AWS::Lambda::Function', physicalId: 'mine-echo' }],
  ['another type', { stack: 'other', type: 'AWS::SQS::Queue', physicalId: 'mine-echo' }],
  ['another name', { stack: 'other', type: 'AWS::SQS::Queue', physicalId: 'http://a/b/c/job' }],
])('no mistake: %s', (_case, owned) => {
  expect(checkOwnedNames(template, local, [owned], everything)).toEqual([]);
});

test('a name of a resource that stays as it is deployed is nobody’s business now', () => {
  const owned = [{ stack: 'other', type: 'AWS::Lambda::Function', physicalId: 'mine-echo' }];
  expect(checkOwnedNames(template, local, owned, new Set(['Jobs']))).toEqual([]);
});
