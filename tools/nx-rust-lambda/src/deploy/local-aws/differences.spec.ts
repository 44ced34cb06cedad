import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../sam/sam-template';
import { differenceLines, differences } from './differences';

const repository = join(__dirname, '../../../../..');
const resource = (type: string, properties: JsonObject): JsonObject => ({
  Type: `AWS::${type}`,
  Properties: properties,
});
const fn = (properties: JsonObject) => resource('Serverless::Function', properties);
const event = (type: string, properties: JsonObject = {}) =>
  fn({ Events: { E: { Type: type, Properties: properties } } });
const of = (...words: string[]) => words;

/** The rows of the table, by their first word, that one resource meets. */
test.each<[string, JsonObject, string[]]>([
  ['a plain function', fn({ Runtime: 'provided.al2023', MemorySize: 128 }), of()],
  ['a function with an HTTP event', event('HttpApi', { Path: '/', Method: 'any' }), of()],
  ['a queue', event('SQS', { FunctionResponseTypes: ['ReportBatchItemFailures'] }), of()],
  [
    'a JWT authorizer of SAM',
    resource('Serverless::HttpApi', { Auth: { Authorizers: { J: { JwtConfiguration: {} } } } }),
    of('JWT'),
  ],
  [
    'a Cognito authorizer of SAM',
    resource('Serverless::Api', { Auth: { Authorizers: { C: { UserPoolArn: 'arn' } } } }),
    of('JWT'),
  ],
  ['a JWT authorizer', resource('ApiGatewayV2::Authorizer', { AuthorizerType: 'JWT' }), of('JWT')],
  [
    'a Cognito authorizer',
    resource('ApiGateway::Authorizer', { Type: 'COGNITO_USER_POOLS' }),
    of('JWT'),
  ],
  [
    'a Lambda authorizer',
    resource('Serverless::HttpApi', { Auth: { Authorizers: { L: { FunctionArn: 'arn' } } } }),
    of(),
  ],
  ['a trigger of a user pool', event('Cognito', { Trigger: 'PostConfirmation' }), of('Triggers')],
  ['the trigger that works', event('Cognito', { Trigger: ['PreTokenGeneration'] }), of()],
  [
    'a pool with a trigger',
    resource('Cognito::UserPool', {
      LambdaConfig: { PreTokenGeneration: 'a', CustomMessage: 'b' },
    }),
    of('Triggers'),
  ],
  ['a stream', event('DynamoDB', { StartingPosition: 'LATEST' }), of()],
  ['a stream that splits', event('Kinesis', { BisectBatchOnFunctionError: true }), of('Failed')],
  [
    'a mapping of a stream',
    resource('Lambda::EventSourceMapping', { StartingPosition: 'LATEST', MaximumRetryAttempts: 0 }),
    of('Failed'),
  ],
  [
    'a mapping of a queue',
    resource('Lambda::EventSourceMapping', { FunctionResponseTypes: ['ReportBatchItemFailures'] }),
    of(),
  ],
  ['Kafka', event('MSK', { Stream: 'arn' }), of('Kafka')],
  ['MQ', resource('Lambda::EventSourceMapping', { Queues: ['q'] }), of('Kafka')],
  [
    'destinations',
    fn({
      EventInvokeConfig: {
        DestinationConfig: { OnSuccess: { Type: 'SQS' }, OnFailure: { Type: 'EventBridge' } },
      },
    }),
    of('OnSuccess', 'OnFailure'),
  ],
  [
    'a failure that goes to a queue',
    fn({ EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: 'SQS' } } } }),
    of(),
  ],
  [
    'a configuration of invocations',
    resource('Lambda::EventInvokeConfig', {
      DestinationConfig: { OnSuccess: { Destination: 'arn' } },
    }),
    of('OnSuccess'),
  ],
  ['dead letters', fn({ DeadLetterQueue: { Type: 'SQS', TargetArn: 'arn' } }), of('Dead-letter')],
  ['provisioned', fn({ ProvisionedConcurrencyConfig: {} }), of('Provisioned')],
  [
    'a gradual deploy',
    fn({ DeploymentPreference: { Type: 'Linear' } }),
    of('DeploymentPreference'),
  ],
  ['none', fn({ DeploymentPreference: { Enabled: false } }), of()],
  ['a network', fn({ VpcConfig: { SubnetIds: [] } }), of('VpcConfig')],
  ['files', fn({ FileSystemConfigs: [{ Arn: 'arn' }] }), of('FileSystemConfigs')],
  ['a layer', fn({ Layers: ['arn'] }), of('Layers')],
  ['a layer of Python', fn({ Layers: ['arn'], Runtime: 'python3.14' }), of()],
  ['traces', fn({ Tracing: 'Active' }), of('Tracing')],
  ['no traces', fn({ Tracing: 'PassThrough' }), of()],
  ['a signed URL', fn({ FunctionUrlConfig: { AuthType: 'AWS_IAM' } }), of('AWS_IAM')],
  ['an open URL', fn({ FunctionUrlConfig: { AuthType: 'NONE' } }), of()],
  ['a signed event', event('Api', { Auth: { Authorizer: 'AWS_IAM' } }), of('AWS_IAM')],
  [
    'an API with much',
    resource('Serverless::HttpApi', {
      Domain: { DomainName: 'a.example' },
      DefaultRouteSettings: { ThrottlingBurstLimit: 1 },
      AccessLogSettings: {},
      DisableExecuteApiEndpoint: true,
    }),
    of('Domain', 'Throttling', 'Access', 'DisableExecuteApiEndpoint'),
  ],
  ['an image', fn({ PackageType: 'Image' }), of('Functions')],
  ['Java', fn({ Runtime: 'java21' }), of('Functions')],
  ['Node.js', fn({ Runtime: 'nodejs22.x' }), of()],
  ['a runtime that is not known', fn({ Runtime: { Ref: 'Runtime' } }), of()],
  ['a key that signs', resource('KMS::Key', { KeyUsage: 'SIGN_VERIFY' }), of('Signing')],
])('%s', (_, one, words) => {
  const lines = differenceLines({ Resources: { One: one } }, ['One']);
  expect(lines.map((line) => line.replace('otherwise than on AWS: ', '').split(/[ ,]/)[0])).toEqual(
    words,
  );
  expect(lines.every((line) => line.endsWith(' (One)'))).toBe(true);
});

test('globals and implicit APIs count, what is out of scope does not', () => {
  const template = {
    Globals: {
      Function: { Layers: ['arn'] },
      HttpApi: { Auth: { Authorizers: { J: { JwtConfiguration: {} } } } },
    },
    Resources: { A: event('HttpApi'), B: fn({}), C: fn({ Tracing: 'Active' }) },
  };
  expect(differenceLines(template, ['A', 'B'])).toEqual([
    'otherwise than on AWS: JWT authorizers, and those of Cognito user pools refuse every token (401) (ServerlessHttpApi)',
    'otherwise than on AWS: Layers of provided runtimes are on PATH and LD_LIBRARY_PATH, not in /opt (A, B)',
  ]);
  expect(differenceLines(template, ['B'])).toEqual([
    'otherwise than on AWS: Layers of provided runtimes are on PATH and LD_LIBRARY_PATH, not in /opt (B)',
  ]);
});

test('docs/local-aws.md has the same table', () => {
  const docs = readFileSync(join(repository, 'docs/local-aws.md'), 'utf8');
  const section = docs.split('\n## What it does otherwise\n')[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').flatMap((line) => {
    const [, what, here] = /^\| (.*?) +\| (.*?) +\|$/.exec(line) ?? [];
    return what === undefined || /^(-+|of a template)$/.test(what) ? [] : [{ what, here }];
  });
  expect(rows).toEqual(differences.map(({ what, here }) => ({ what, here })));
});
