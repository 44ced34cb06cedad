import { objectAt, parseTemplate } from '../sam/sam-template';
import { addFunction } from './function-resources';

const auth = { logicalId: 'AuthFunction', codeUri: 'apps/auth', description: 'Lets people in' };
const add = (text: string) => addFunction(parseTemplate(text, 'template.yml'), auth);

test.each([
  ['no resources', 'Resources: {}\n', 'Resources:\n  AuthFunction:\n'],
  [
    'no resources, with a comment',
    'Resources: {} # none\n',
    'Resources: # none\n  AuthFunction:\n',
  ],
  ['nothing', 'Resources:\n', 'Resources:\n  AuthFunction:\n'],
  ['nothing, and no line end', 'Resources:', 'Resources:\n  AuthFunction:\n'],
  ['null', 'Resources: # yet\nX: 1\n', 'Resources: # yet\n  AuthFunction:\n'],
  [
    'empty outputs',
    'Outputs:\nResources:\n  A:\n    Type: X\n',
    'Outputs:\n  AuthFunctionArn:\n    Description: ARN of AuthFunction\n    Value: !GetAtt AuthFunction.Arn\nResources:\n',
  ],
  ['a byte order mark', '\uFEFFResources: {}\n', '\uFEFFResources:\n  AuthFunction:\n'],
  ['CRLF', 'Resources: {}\r\n', 'Resources:\r\n  AuthFunction:\r\n'],
])('fills a section that has %s', (_, text, expected) => {
  const added = add(text);
  expect(added).toContain(expected);
  const { data } = parseTemplate(added, 'template.yml');
  expect(Object.keys(objectAt(data, 'Resources'))).toContain('AuthFunctionLogGroup');
  expect(Object.keys(objectAt(data, 'Outputs'))).toEqual(['AuthFunctionArn']);
});

test.each([
  ['', ['Runtime', 'Handler', 'Architectures']],
  ['Globals: { Function: { Runtime: provided.al2 } }', ['Handler', 'Architectures']],
  [
    'Globals: { Function: { Runtime: nodejs22.x, Handler: index.handler, Architectures: [arm64] } }',
    ['Runtime', 'Handler'],
  ],
  ['Globals: { Function: { Runtime: provided.al2023, Handler: x, Architectures: [x86_64] } }', []],
])('what Globals do not give stands in the function: %s', (globals, own) => {
  const added = add(`${globals}\nResources:\n  A:\n    Type: X\n`);
  const properties = objectAt(
    parseTemplate(added, 'template.yml').data,
    'Resources',
    'AuthFunction',
    'Properties',
  );
  expect(Object.keys(properties)).toEqual(['CodeUri', 'Description', ...own]);
});
