import { added, check, property, resource } from './testing/checked-template';

test.each<[string, string, number, string]>([
  [
    'a managed policy',
    property('Policies: AmazonS3ReadOnlyAcces'),
    added,
    "AWS has no managed policy 'AmazonS3ReadOnlyAcces'; did you mean AmazonS3ReadOnlyAccess?",
  ],
  [
    'a managed policy in a list',
    property('Policies:\n  - AmazonS3ReadOnlyAccess\n  - Nothing'),
    16,
    "AWS has no managed policy 'Nothing'",
  ],
  [
    'a managed policy in a condition',
    property('Policies:\n  - !If [C, Nothing, AmazonS3ReadOnlyAccess]'),
    15,
    "AWS has no managed policy 'Nothing'",
  ],
  [
    'the ARN of a managed policy',
    property(
      'Policies: [!Sub "arn:${AWS::Partition}:iam::aws:policy/AWSLambdaBasicExecutionRole"]',
    ),
    added,
    "AWS has no managed policy 'arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole'; did you mean arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole?",
  ],
  [
    'a managed policy of a role',
    resource(
      'R:\n  Type: AWS::IAM::Role\n  Properties:\n    ManagedPolicyArns:\n      - arn:aws:iam::aws:policy/AmazonS3ReadOnly',
    ),
    18,
    "AWS has no managed policy 'arn:aws:iam::aws:policy/AmazonS3ReadOnly'",
  ],
  [
    'a policy template',
    property('Policies:\n  - DynamoDBCrudPolcy: { TableName: t }'),
    15,
    "SAM has no policy template 'DynamoDBCrudPolcy'; did you mean DynamoDBCrudPolicy?",
  ],
  [
    'a parameter of a policy template',
    property('Policies:\n  - DynamoDBCrudPolicy: { Table: t }'),
    15,
    'policy template DynamoDBCrudPolicy lacks parameter TableName and has Table instead; it takes TableName',
  ],
  [
    'no parameters of a policy template',
    property('Policies:\n  - DynamoDBStreamReadPolicy: {}'),
    15,
    'policy template DynamoDBStreamReadPolicy lacks parameter TableName, StreamName; it takes TableName, StreamName',
  ],
])('a mistake: %s', (_case, text, line, message) => {
  expect(check({ text })).toEqual([`template.yml:${line}: error: ${message} (nx-rust-lambda)`]);
});

test.each([
  [
    'names and ARNs',
    'Policies: [AmazonS3ReadOnlyAccess, "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]',
  ],
  ["a policy of one's own account", 'Policies: arn:aws:iam::123456789012:policy/mine'],
  ['a document', 'Policies: { Statement: [] }'],
  ['a list of documents', 'Policies: [{ Version: "2012-10-17", Statement: [] }]'],
  ['a newer policy, given as a parameter', 'Policies: [!Ref Stage]'],
  ['a template without parameters', 'Policies: [AMIDescribePolicy: {}]'],
  [
    'nothing in one arm of a condition',
    'Policies: [!If [C, AmazonS3ReadOnlyAccess, !Ref AWS::NoValue]]',
  ],
])('no mistake: %s', (_case, text) => {
  expect(check({ text: property(text) })).toEqual([]);
});

test('a parameter that a policy template does not have is a warning: SAM passes over it', () => {
  const text = property('Policies: [DynamoDBCrudPolicy: { TableName: t, More: x }]');
  expect(check({ text })).toEqual([
    "template.yml:14: warning: policy template DynamoDBCrudPolicy has no parameter 'More'; it takes TableName (nx-rust-lambda)",
  ]);
});

test('a partition that SAM has no list for is not checked', () => {
  const samconfig =
    '[default.deploy.parameters]\nregion = "cn-north-1"\ncapabilities = "CAPABILITY_IAM"';
  expect(check({ text: property('Policies: Nothing'), samconfig })).toEqual([]);
});
