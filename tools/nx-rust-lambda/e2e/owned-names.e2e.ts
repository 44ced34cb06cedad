/** Two stacks on one local AWS that want the same name: AWS refuses the second, the local one would not. */
import { Colleague, SharedStack, functionId } from './colleagues';

let stack: SharedStack;
const colleague = new Colleague();
beforeAll(async () => (stack = await SharedStack.start()));
afterAll(async () => {
  colleague.kill();
  await stack.stop();
});

const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  ${functionId(0)}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: apps/f0
      FunctionName: the-one
      Handler: bootstrap
      Runtime: provided.al2023
`;
const deployTo = (stackName: string) =>
  colleague.deploy({
    endpoint: stack.endpoint,
    credentials: stack.credentials,
    stackName,
    template,
    function: functionId(0),
    bootstrap: stack.bootstrap('code'),
    locks: undefined,
  });

test('a name that another stack owns is refused with its line, and the first stack keeps it', async () => {
  expect(await deployTo('first')).toMatchObject({ result: 'deployed' });
  expect(await deployTo('second')).toMatchObject({
    result:
      "template.yml:7: error: FunctionName 'the-one' of F0Function is a resource of stack 'first' already; give it another name, or remove it there first (nx-rust-lambda)",
  });
  expect(await deployTo('first')).toMatchObject({ result: 'no-changes' });
});
