import { objectAt, parseTemplate } from '../../sam/sam-template';
import { composeTemplate } from './deploy-plan';

const template = (text: string) => parseTemplate(text, 'template.yml').data;
const echo = (more = '') =>
  `  Echo: { Type: AWS::Serverless::Function, Properties: { CodeUri: apps/echo ${more} } }\n`;
const compose = (local: string, deployed: string) =>
  composeTemplate({
    local: template(local),
    deployed: template(deployed),
    scope: ['Echo'],
    extent: 'functions',
  });

const api = ', Events: { Get: { Type: Api, Properties: { Path: /, Method: get } } }';

test.each([
  ['a parameter', 'Domain: !Ref Dom', 'Parameters: { Dom: { Type: String } }'],
  ['a condition', 'Name: !If [C, a, b]', 'Conditions: { C: !Equals [a, b] }'],
  ['a mapping', 'Name: !FindInMap [M, a, b]', 'Mappings: { M: { a: { b: x } } }'],
])('what Globals of an API need and the stack lacks is refused: %s', (_case, property, section) => {
  const { refusals } = compose(
    `${section}\nGlobals: { Api: { ${property} } }\nResources:\n${echo(api)}`,
    `Resources:\n${echo(api)}`,
  );
  expect(refusals).toMatchObject([
    { path: ['Globals', 'Api'], sentence: expect.stringMatching(/^Api in Globals would refer to/) },
  ]);
});

test('what dangles already is not this deploy’s', () => {
  const odd = '  Made: { Type: X, Properties: { A: !Ref ByAMacro } }\n';
  expect(compose(`Resources:\n${echo()}${odd}`, `Resources:\n${echo()}${odd}`).refusals).toEqual(
    [],
  );
});

test('a parameter is no function, however its name begins', () => {
  const table = (x: number) =>
    `  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Ref EchoTableName, X: ${x} } }\n`;
  const parameters = 'Parameters: { EchoTableName: { Type: String, Default: t } }\n';
  const { template: composed } = compose(
    `${parameters}Resources:\n${echo()}${table(1)}`,
    `${parameters}Resources:\n${echo()}${table(2)}`,
  );
  expect(objectAt(composed, 'Resources', 'Table', 'Properties')).toMatchObject({ X: 2 });
});

test('a condition that stays keeps what it reads, though nothing reads it any more', () => {
  const { template: composed } = compose(
    `Mappings: { M: { a: { v: '1' } } }\nResources:\n${echo(', Description: !FindInMap [M, a, v]')}`,
    `Mappings: { M: { b: { v: '2' } } }\nConditions: { D: !Equals [!FindInMap [M, b, v], '2'] }\nResources:\n${echo()}`,
  );
  expect(composed['Mappings']).toEqual({ M: { a: { v: '1' }, b: { v: '2' } } });
});
