import { holdsData } from './data-holding';

test.each([
  ['AWS::DynamoDB::Table', true],
  ['AWS::S3::Bucket', true],
  ['AWS::SQS::Queue', true],
  ['AWS::Cognito::UserPool', true],
  ['AWS::RDS::DBInstance', true],
  ['AWS::EFS::FileSystem', true],
  ['AWS::Serverless::SimpleTable', true],
  ['AWS::S3::BucketPolicy', false],
  ['AWS::SQS::QueuePolicy', false],
  ['AWS::Lambda::Function', false],
])('%s holds data: %s', (type, expected) => {
  expect(holdsData(type)).toBe(expected);
});
