import { absentFunctions, describeAbsent } from './absent-functions';

const data = {
  Parameters: { Stage: { Type: 'String', Default: 'dev' } },
  Conditions: {
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    IsNotProd: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    IsOurs: { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '123456789012'] },
  },
  Resources: {
    A: { Type: 'AWS::Serverless::Function', Condition: 'IsProd' },
    B: { Type: 'AWS::Serverless::Function', Condition: 'IsNotProd' },
    C: { Type: 'AWS::Serverless::Function' },
    D: { Type: 'AWS::Serverless::Function', Condition: 'IsOurs' },
  },
};

test.each([
  ['dev', ['A']],
  ['prod', ['B']],
])('where Stage is %s, %j are left out', (Stage, absent) => {
  const deployment = { region: 'us-east-1', stackName: 's', parameters: { Stage } };
  const found = absentFunctions({ data }, deployment, ['A', 'B', 'C', 'D', 'E']);
  expect(found.map(({ logicalId }) => logicalId)).toEqual(absent);
});

test('says which condition it is', () => {
  expect(describeAbsent({ logicalId: 'A', condition: 'IsProd' }, 'local')).toBe(
    "A is not there: its Condition IsProd is false in 'local'",
  );
});
