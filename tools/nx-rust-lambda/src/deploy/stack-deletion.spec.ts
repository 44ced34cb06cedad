import type { StackResource } from '../aws/stack-resources';
import {
  deletionFailures,
  deletionRows,
  refuseProtected,
  refuseWithoutConsent,
} from './stack-deletion';

const resource = (logicalId: string, type: string, rest: Partial<StackResource> = {}) => ({
  logicalId,
  type,
  status: 'CREATE_COMPLETE',
  physicalId: `${logicalId}-1`,
  reason: undefined,
  ...rest,
});

test('what holds data comes first, and what is kept says so', () => {
  const resources = [
    resource('Fn', 'AWS::Lambda::Function'),
    resource('Bucket', 'AWS::S3::Bucket'),
    resource('Db', 'AWS::RDS::DBInstance'),
    resource('Gone', 'AWS::S3::Bucket', { status: 'DELETE_COMPLETE' }),
    resource('Archive', 'AWS::S3::Bucket'),
    resource('Alias', 'AWS::Lambda::Alias'),
  ];
  const template = {
    Resources: {
      Fn: { Type: 'AWS::Serverless::Function', DeletionPolicy: 'Delete' },
      Db: { Type: 'AWS::RDS::DBInstance', DeletionPolicy: 'Snapshot' },
      Archive: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'RetainExceptOnCreate' },
    },
  };
  expect(deletionRows(resources, template)).toEqual([
    ['Archive', 'AWS::S3::Bucket', 'Archive-1', 'HOLDS DATA, is kept'],
    ['Bucket', 'AWS::S3::Bucket', 'Bucket-1', 'HOLDS DATA'],
    ['Db', 'AWS::RDS::DBInstance', 'Db-1', 'HOLDS DATA, a snapshot is kept'],
    ['Alias', 'AWS::Lambda::Alias', 'Alias-1', ''],
    ['Fn', 'AWS::Lambda::Function', 'Fn-1', ''],
  ]);
});

const local = { name: 'local', stackName: 'functions' };
const production = { name: 'production', stackName: 'functions-production' };

test.each([
  ['local with --yes', local, { yes: true, stack: undefined }],
  ['local with the name as well', local, { yes: true, stack: 'functions' }],
  ['an account with both', production, { yes: true, stack: 'functions-production' }],
])('%s is consent', (_case, environment, consent) => {
  expect(() => refuseWithoutConsent(environment, consent)).not.toThrow();
});

test.each([
  ['local without --yes', local, { yes: false, stack: undefined }, /listed above, add --yes$/],
  [
    'an account without anything',
    production,
    { yes: false, stack: undefined },
    /^nothing was deleted; to delete stack 'functions-production' of 'production' and what is listed above, add --yes --stack=functions-production$/,
  ],
  [
    'an account without the name',
    production,
    { yes: true, stack: undefined },
    /add --stack=functions-production$/,
  ],
  [
    'an account without --yes',
    production,
    { yes: false, stack: 'functions-production' },
    /add --yes$/,
  ],
  [
    'another stack',
    production,
    { yes: true, stack: 'functions' },
    /^--stack=functions is not the stack of 'production', which is 'functions-production'; nothing was deleted$/,
  ],
  ['another stack in local', local, { yes: true, stack: 'other' }, /--stack=other is not/],
])('%s is not', (_case, environment, consent, sentence) => {
  expect(() => refuseWithoutConsent(environment, consent)).toThrow(sentence);
});

test('termination protection has a sentence with the command that ends it', () => {
  expect(() => refuseProtected({ ...production, region: 'eu-west-1' })).toThrow(
    /^stack 'functions-production' of 'production' has termination protection, so nothing was deleted; .* --stack-name functions-production --region eu-west-1$/,
  );
});

test.each([
  [
    resource('Bucket', 'AWS::S3::Bucket', {
      status: 'DELETE_FAILED',
      physicalId: 'b',
      reason: 'not empty',
    }),
    [
      'Bucket (AWS::S3::Bucket b) was not deleted: not empty; if it is not empty, empty it with aws s3 rm s3://b --recursive (and its old versions, if it has them)',
    ],
  ],
  [
    resource('Images', 'AWS::ECR::Repository', { status: 'DELETE_FAILED' }),
    [expect.stringContaining('CloudFormation gives no reason; if it has images')],
  ],
  [
    resource('Role', 'AWS::IAM::Role', { status: 'DELETE_FAILED', reason: 'x' }),
    [expect.stringContaining('detach them')],
  ],
  [
    resource('Other', 'AWS::SNS::Topic', { status: 'DELETE_FAILED', reason: 'x' }),
    [expect.stringContaining('x; mend that, or delete it yourself')],
  ],
  [resource('Gone', 'AWS::S3::Bucket', { status: 'DELETE_COMPLETE' }), []],
])('%j, and what helps', (failed, lines) => {
  expect(deletionFailures([failed])).toEqual(lines);
});
