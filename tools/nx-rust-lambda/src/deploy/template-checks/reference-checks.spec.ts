import { check, output, property, resource } from './testing/checked-template';

test.each<[string, string, number, string]>([
  [
    '!Sub',
    output("!Sub 'a-${EchoFunctionX}'"),
    18,
    '!Sub EchoFunctionX: EchoFunctionX is neither in the template nor made by SAM of EchoFunction; did you mean EchoFunction?',
  ],
  [
    '!Sub of an attribute',
    output("!Sub 'a-${EchoFunctionX.Arn}'"),
    18,
    '!Sub EchoFunctionX.Arn: EchoFunctionX is neither in the template nor made by SAM of EchoFunction; did you mean EchoFunction?',
  ],
  [
    '!Sub with variables',
    output("!Sub ['${v}', { v: !Ref EchoFunctionX }]"),
    18,
    '!Ref EchoFunctionX: EchoFunctionX is neither in the template nor made by SAM of EchoFunction; did you mean EchoFunction?',
  ],
  [
    '!GetAtt',
    output('!GetAtt EchoFunctionX.Arn'),
    18,
    '!GetAtt EchoFunctionX.Arn: EchoFunctionX is neither in the template nor made by SAM of EchoFunction; did you mean EchoFunction?',
  ],
  [
    '!GetAtt of what SAM makes',
    output('!GetAtt EchoFunctionRole.Arm'),
    18,
    '!GetAtt EchoFunctionRole.Arm: EchoFunctionRole has no attribute Arm, only Arn and RoleId',
  ],
  [
    '!Ref in a list of many lines',
    output('!Join\n      - "-"\n      - - a\n        - !Ref EchoFunctionLog'),
    21,
    '!Ref EchoFunctionLog: EchoFunctionLog is neither in the template nor made by SAM of EchoFunction; did you mean EchoFunction?',
  ],
  [
    '!Ref of an alias that is not made',
    output('!Ref EchoFunction.Alias'),
    18,
    '!Ref EchoFunction.Alias: EchoFunction.Alias is neither in the template nor made by SAM of EchoFunction',
  ],
  [
    'DependsOn',
    resource('T:\n  Type: AWS::SNS::Topic\n  DependsOn: EchoFunctionUrl'),
    16,
    'DependsOn EchoFunctionUrl: EchoFunctionUrl is neither in the template nor made by SAM of EchoFunction; did you mean EchoFunction?',
  ],
  [
    '!FindInMap',
    output('!FindInMap [Sizes, a, b]'),
    18,
    '!FindInMap Sizes: there is no such mapping',
  ],
])('a mistake: %s', (_case, text, line, message) => {
  expect(check({ text })).toEqual([`template.yml:${line}: error: ${message} (nx-rust-lambda)`]);
});

test.each([
  ['its role', '!GetAtt EchoFunctionRole.Arn', 'Tracing: Active'],
  ['its URL', '!GetAtt EchoFunctionUrl.FunctionUrl', 'FunctionUrlConfig: { AuthType: NONE }'],
  ['its alias', '!Ref EchoFunction.Alias', 'AutoPublishAlias: live'],
  ['its version', "!Sub '${EchoFunction.Version}'", 'AutoPublishAlias: live'],
  ['its alias by its id', '!Ref EchoFunctionAliaslive', 'AutoPublishAlias: live'],
  ['an alias with other characters', '!Ref EchoFunctionAliasmyDaUb', 'AutoPublishAlias: my-a_b'],
  ['an alias by a parameter', '!Ref EchoFunctionAliasdev', 'AutoPublishAlias: !Ref Stage'],
  [
    'its deployment group',
    '!Ref EchoFunctionDeploymentGroup',
    'DeploymentPreference: { Type: AllAtOnce }',
  ],
  ['an event', '!Ref EchoFunctionJobs', 'Events: { Jobs: { Type: SQS } }'],
  ["an event's permission", '!Ref EchoFunctionGetPermissionProd', 'Events: { Get: { Type: Api } }'],
  [
    'a queue of a destination',
    '!GetAtt EchoFunction.DestinationQueue.Arn',
    'EventInvokeConfig: { DestinationConfig: {} }',
  ],
  ['text in a Sub', "!Sub '${!EchoFunctionX} ${Own}'", 'Tracing: Active'],
  ["a Sub's own variable", "!Sub ['${EchoFunctionX}', { EchoFunctionX: a }]", 'Tracing: Active'],
  ['a name that cfn-lint knows to be wrong', '!Ref Nothing', 'Tracing: Active'],
  ['the stack', "!Sub '${AWS::StackName}'", 'Tracing: Active'],
])('no mistake of ours: %s', (_case, value, own) => {
  const text = property(own).replace('Value: !GetAtt EchoFunction.Arn', `Value: ${value}`);
  expect(check({ text })).toEqual([]);
});

test.each([
  [
    'the role of a function that has one',
    '!GetAtt EchoFunctionRole.Arn',
    'Role: arn:aws:iam::123456789012:role/r',
  ],
  ['another alias', '!Ref EchoFunctionAliasother', 'AutoPublishAlias: live'],
  ['another event', '!Ref EchoFunctionJob', 'Events: { Jobs: { Type: SQS } }'],
  ['an unknown part of an event', '!Ref EchoFunctionJobsX', 'Events: { Jobs: { Type: SQS } }'],
])('a mistake: %s', (_case, value, own) => {
  const text = property(own).replace('Value: !GetAtt EchoFunction.Arn', `Value: ${value}`);
  expect(check({ text })).toHaveLength(1);
});

test('in a template with loops no reference is judged: ids are made by them', () => {
  const text = resource(
    "'Fn::ForEach::Each':\n  - Id\n  - [A]\n  - { '${Id}': { Type: AWS::SNS::Topic } }",
  );
  expect(check({ text: text.replace('EchoFunction.Arn', 'EchoFunctionX.Arn') })).toEqual([]);
});
