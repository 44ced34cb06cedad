/** A template without mistakes, ways to put one in, and the checks of what comes out. */
import { formatFinding } from '../../../template/finding';
import { parseTemplate } from '../../../sam/sam-template';
import { findEnvironment, parseEnvironments } from '../../environment/environment';
import type { SamFacts } from '../check-input';
import { checkTemplate } from '../template-checks';

const sam: SamFacts = {
  runtimes: ['nodejs24.x', 'provided.al2', 'provided.al2023'],
  managedPolicies: {
    aws: {
      AmazonS3ReadOnlyAccess: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
      AWSLambdaBasicExecutionRole:
        'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    },
  },
  policyTemplates: {
    DynamoDBCrudPolicy: ['TableName'],
    DynamoDBStreamReadPolicy: ['TableName', 'StreamName'],
    AMIDescribePolicy: [],
  },
};

export const base = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: dev }
Globals:
  Function:
    Architectures: [arm64]
    Timeout: 3
    Runtime: provided.al2023
Resources:
  EchoFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: apps/echo
Outputs:
  Arn:
    Value: !GetAtt EchoFunction.Arn
`;
/** Line of the last property of EchoFunction, where a mistake is added. */
export const added = 14;

const samconfig = `
[default.deploy.parameters]
capabilities = "CAPABILITY_IAM"
`;

interface Case {
  readonly text?: string;
  readonly samconfig?: string;
  readonly environment?: string;
}

export function check({ text = base, samconfig: config = samconfig, environment = 'local' }: Case) {
  return checkTemplate({
    template: parseTemplate(text, 'template.yml'),
    environment: findEnvironment(parseEnvironments(config), environment),
    crates: ['apps/echo', 'apps/auth'],
    entryAt: (path) => {
      if (/\.\w+$/.test(path)) return 'file';
      return /^(apps\/(echo|auth|web|make)|docs|apps\/make\/Makefile)$/.test(path)
        ? 'folder'
        : undefined;
    },
    sam,
  }).map(formatFinding);
}

const lines = (text: string, indent: string) =>
  text
    .split('\n')
    .map((line) => `${indent}${line}\n`)
    .join('');
export const edited = (from: string, to: string) => {
  if (!base.includes(from)) throw new Error(`the template does not contain ${from}`);
  return base.replace(from, to);
};
export const property = (text: string) =>
  edited('      CodeUri: apps/echo\n', `      CodeUri: apps/echo\n${lines(text, '      ')}`);
export const resource = (text: string) => edited('Outputs:\n', `${lines(text, '  ')}Outputs:\n`);
export const output = (value: string) => `${base}  More:\n    Value: ${value}\n`;
export const parameter = (text: string) => edited('  Stage:', `  ${text}\n  Stage:`);
