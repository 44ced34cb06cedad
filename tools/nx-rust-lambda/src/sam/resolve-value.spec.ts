import { evaluatorFor } from './resolve-value';
import { parseTemplate } from './sam-template';

const text = `
Parameters:
  Stage: { Type: String, Default: dev }
  Count: { Type: Number, Default: 1 }
  toString: { Type: String }
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  Round: !Or [!Condition Round, !Condition Round]
  C0: !Equals [!ImportValue X, a]
${Array.from({ length: 40 }, (_, i) => `  C${i + 1}: !Or [!Condition C${i}, !Condition C${i}]`).join('\n')}
Mappings:
  M: { dev: { Cpu: arm64 } }
Resources: {}
`;
const { data } = parseTemplate(text, 'template.yml');
const deployment = { region: 'eu-west-1', stackName: 's', parameters: {} };
const evaluate = (value: string, region = 'eu-west-1') => {
  const own = parseTemplate(`${text}Value: ${value}\n`, 'template.yml').data['Value'];
  return evaluatorFor({ data }, { ...deployment, region })(own);
};

test.each([
  ['!If [IsDev, a, b]', 'a'],
  ['!If [Round, a, b]', undefined],
  ['!If [C40, a, b]', undefined],
  ['!If [C40, a, a]', 'a'],
  ['!If [IsDev, !Ref AWS::NoValue, b]', null],
  ['[!If [IsDev, !Ref AWS::NoValue, b], c]', ['c']],
  ['!FindInMap [M, !Ref Stage, Cpu]', 'arm64'],
  ['!FindInMap [M, dev, toString, { DefaultValue: d }]', 'd'],
  ['!Ref toString', undefined],
  ['!Equals [!Ref Count, 1]', true],
  ['!Equals [a, a, b]', undefined],
  ['!Not [!Condition IsDev, !Condition IsDev]', undefined],
  ['!And [!Condition IsDev]', undefined],
  ['!And [!Condition IsDev, !Condition C0]', undefined],
  ['!Or [!Condition C0, !Condition IsDev]', true],
  ["!Select ['', [a]]", undefined],
  ['!Select [1, [a, b]]', 'b'],
  ["'{{resolve:ssm:/cpu}}'", undefined],
  ["!Sub '${Stage}-${!x}'", 'dev-${x}'],
  ['!ImportValue X', undefined],
])('%s', (value, expected) => {
  expect(evaluate(value)).toEqual(expected);
});

test.each([
  ['eu-west-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
  ['eusc-de-east-1', 'amazonaws.eu'],
  ['us-iso-east-1', undefined],
])('the suffix of URLs in %s', (region, expected) => {
  expect(evaluate('!Ref AWS::URLSuffix', region)).toBe(expected);
});

test('a mapping that a loop may make is not known', () => {
  const looped = parseTemplate(
    `Mappings:\n  Fn::ForEach::Maps: [N, [A], { 'M\${N}': { k: { v: arm64 } } }]\nResources: {}\nValue: !FindInMap [MA, k, v, { DefaultValue: x86_64 }]\n`,
    'template.yml',
  ).data;
  expect(evaluatorFor({ data: looped }, deployment)(looped['Value'])).toBeUndefined();
});
