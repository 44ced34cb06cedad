/** The mistakes of docs/template-mistakes.md, each as an edit of this repository's own files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './workspace';

export interface Mistake {
  readonly name: string;
  readonly template: string;
  readonly samconfig: string;
  readonly environment: string;
  /** What the line that the finding has to name contains, and no later one. */
  readonly at: string;
  /** Part of the one finding. */
  readonly says: string;
}

const original = readFileSync(join(repository, 'template.yml'), 'utf8');
const samconfig = readFileSync(join(repository, 'samconfig.toml'), 'utf8');
const codeUri = '      CodeUri: apps/echo\n';

type Row = readonly [name: string, mistake: string, says: string, more?: Partial<Mistake>];

function mistake([name, at, says, more]: Row, template: string): Mistake {
  return { name, template, samconfig, environment: 'local', at, says, ...more };
}
function replaced(from: string, to: string): string {
  if (!original.includes(from)) throw new Error(`template.yml has no ${from}`);
  return original.replace(from, to);
}
const indented = (text: string, by: string) => text.replace(/^/gm, by);

/** The mistake instead of another text of the template. */
const instead = (from: string, ...row: Row) => mistake(row, replaced(from, row[1]));
/** The mistake as a property of the function. */
const property = (...row: Row) =>
  mistake(row, replaced(codeUri, `${codeUri}${indented(row[1], '      ')}\n`));
/** The mistake as the value of an output. */
const output = (...row: Row) => mistake(row, `${original}  More:\n    Value: ${row[1]}\n`);
/** The mistake as the template's only parameter. */
const parameter = (...row: Row) =>
  mistake(row, replaced('Resources:', `Parameters:\n  ${row[1]}\n\nResources:`));
/** The mistake in a resource that is added; `text` has it. */
const resource = (text: string, ...row: Row) =>
  mistake(row, replaced('\nOutputs:', `\n${indented(text, '  ')}\n\nOutputs:`));

const sizes = [
  instead('MemorySize: 128', 'memory too small', 'MemorySize: 64', 'E3034'),
  property('memory too large', 'MemorySize: 20000', 'MemorySize 20000 is not between 128 and'),
  property('memory that is no number', 'MemorySize: big', 'E3012'),
  property('timeout too long', 'Timeout: 1000', 'Timeout 1000 is not between 1 and'),
  instead('Timeout: 3', 'timeout too long in Globals', 'Timeout: 1000', 'Timeout 1000 is not'),
  property('timeout of nothing', 'Timeout: 0', 'E3034'),
  property('storage too small', 'EphemeralStorage: { Size: 100 }', 'EphemeralStorage.Size 100 is'),
  instead('RetentionInDays: 30', 'log retention', 'RetentionInDays: 31', 'E3030'),
  instead(
    'RetentionInDays: 30',
    'log retention that is no number',
    'RetentionInDays: month',
    'E3012',
  ),
];

const runtimes = [
  property('unknown runtime', 'Runtime: provided.al2099', 'did you mean provided.al2023?'),
  instead('provided.al2023', 'unknown runtime in Globals', 'provided.al2099', "'provided.al2099'"),
  property('runtime that is over', 'Runtime: nodejs12.x', 'E2533'),
  property(
    'misspelt architecture',
    'Architectures: [arm46]',
    "architecture 'arm46' is none of Lambda's, arm64 and x86_64",
  ),
  property('two architectures', 'Architectures: [arm64, x86_64]', 'Architectures has 2 entries'),
];

const references = [
  output('!Ref of nothing', '!Ref Nope', 'E6101'),
  output('!Ref of almost a function', '!Ref EchoFunctionX', 'EchoFunctionX is neither'),
  output('!GetAtt of almost a function', '!GetAtt EchoFunctionX.Arn', 'EchoFunctionX is neither'),
  instead('${EchoFunction}', '!Sub of almost a function', '${EchoFunctionX}', 'X is neither'),
  output('attribute that is not there', '!GetAtt EchoFunction.Arm', 'E6101'),
  output('attribute of a role of SAM', '!GetAtt EchoFunctionRole.Arm', 'has no attribute Arm'),
  output('alias that is not made', '!Ref EchoFunction.Alias', 'EchoFunction.Alias is neither'),
  output('mapping that is not there', '!FindInMap [Sizes, a, b]', 'there is no such mapping'),
];

const properties = [
  property('unknown property of a function', 'MemorySiz: 128', 'E3002'),
  instead('Timeout: 3', 'unknown property in Globals', 'Timeot: 3', "Did you mean 'Timeout'?"),
  instead('Timeout: 3', 'property that Globals cannot have', 'FunctionName: x', 'E3724'),
  instead('RetentionInDays: 30', 'unknown property of a resource', 'RetentionDays: 30', 'E3002'),
  resource('R:\n  Type: AWS::Nope::Thing', 'unknown type', 'AWS::Nope::Thing', 'E3006'),
  instead('Outputs:', 'unknown section', 'Output:', 'E1001'),
  property('unknown event', 'Events:\n  Get: { Type: Ap, Properties: {} }', 'E3017', {
    at: 'Get:',
  }),
  instead('    Handler: bootstrap\n', 'no Handler', '', 'sam validate', { at: 'EchoFunction:\n' }),
];

const code = [
  instead('apps/echo', 'CodeUri that does not exist', 'apps/ecko', 'did you mean apps/echo?'),
  instead('apps/echo', 'CodeUri without a crate', './docs', "'./docs' has no crate"),
  instead('apps/echo', 'CodeUri that is a file', 'README.md', "'README.md' is a file"),
  instead(codeUri, 'no CodeUri', '', 'has no CodeUri', { at: 'Properties:\n      Description' }),
];

const ofAws = 'arn:aws:iam::aws:policy';
const policies = [
  property(
    'name of a managed policy',
    'Policies: AmazonS3ReadOnlyAcces',
    'did you mean AmazonS3ReadOnlyAccess',
  ),
  property(
    'ARN of a managed policy',
    `Policies: ['${ofAws}/AWSLambdaBasicExecutionRole']`,
    'service-role/',
  ),
  property(
    'misspelt policy template',
    'Policies: [S3ReadPolcy: { BucketName: b }]',
    'mean S3ReadPolicy?',
  ),
  property(
    'parameter of a policy template',
    'Policies: [S3ReadPolicy: { Bucket: b }]',
    'lacks parameter BucketName',
  ),
];

const role = `R:
  Type: AWS::IAM::Role
  Properties:
    RoleName: mine
    AssumeRolePolicyDocument:
      Version: '2012-10-17'
      Statement:
        - { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }`;
const nested = `N:
  Type: AWS::Serverless::Application
  Properties:
    Location: https://s3.amazonaws.com/bucket/key`;
const twice = (type: string, name: string) =>
  ['A', 'B'].map((id) => `${id}:\n  Type: ${type}\n  Properties:\n    ${name}: same`).join('\n');
const uncapable = samconfig.replaceAll('capabilities = "CAPABILITY_IAM"\n', '');
const wrong = `${samconfig}parameter_overrides = "Stage=x"\n`;

const environments = [
  instead('EchoFunction:', 'missing CAPABILITY_IAM', 'EchoFunction:', 'add CAPABILITY_IAM to', {
    environment: 'production',
    samconfig: uncapable,
    at: 'EchoFunction:\n',
  }),
  resource(role, 'missing CAPABILITY_NAMED_IAM', 'RoleName', 'add CAPABILITY_NAMED_IAM to'),
  resource(nested, 'missing CAPABILITY_AUTO_EXPAND', '  N:', 'add CAPABILITY_AUTO_EXPAND to'),
  parameter(
    'default that is not allowed',
    'Stage: { Type: String, Default: x, AllowedValues: [d] }',
    'E2015',
  ),
  parameter(
    'value of an environment that is not allowed',
    'Stage: { Type: String, Default: d, AllowedValues: [d] }',
    'none of d',
    {
      environment: 'production',
      samconfig: wrong,
    },
  ),
  resource(
    twice('AWS::Logs::LogGroup', 'LogGroupName'),
    'two log groups of one name',
    'Name: same',
    'E3019',
  ),
  resource(twice('AWS::SQS::Queue', 'QueueName'), 'two queues of one name', 'Name: same', 'of A'),
];

const limits = [
  resource('my-topic:\n  Type: AWS::SNS::Topic', 'logical id with a dash', 'my-topic', 'E3001'),
  instead(
    'Description: AWS Lambda functions in Rust',
    'description of too many bytes',
    `Description: ${'ä'.repeat(600)}`,
    'the Description has 1200 bytes',
  ),
];

export const mistakes: readonly Mistake[] = [
  ...sizes,
  ...runtimes,
  ...references,
  ...properties,
  ...code,
  ...policies,
  ...environments,
  ...limits,
];
