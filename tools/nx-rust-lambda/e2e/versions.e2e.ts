/** Aliases: one new version for what is deployed, none for anything else. */
import { ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { physicalId } from '../src/aws/stacks';
import { Colleague, SharedStack, codeSha256, functionId, stackName } from './colleagues';

let stack: SharedStack;
const colleague = new Colleague();
beforeAll(async () => (stack = await SharedStack.start()));
afterAll(async () => {
  colleague.kill();
  await stack.stop();
});

const published = [0, 1]
  .map(
    (index) => `  ${functionId(index)}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: apps/f${index}
      AutoPublishAlias: live
`,
  )
  .join('');
const template = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function: { Handler: bootstrap, Runtime: provided.al2023 }
Resources:
${published}`;

async function deploy(index: number, content: string) {
  return colleague.deploy({
    endpoint: stack.endpoint,
    credentials: stack.credentials,
    stackName,
    template,
    function: functionId(index),
    bootstrap: stack.bootstrap(content),
    locks: undefined,
  });
}

/** The code of each version that was published, `$LATEST` not among them. */
async function versions(index: number): Promise<(string | undefined)[]> {
  const FunctionName = await physicalId(stack.clients, stackName, functionId(index));
  const { Versions = [] } = await stack.clients.lambda.send(
    new ListVersionsByFunctionCommand({ FunctionName }),
  );
  return Versions.filter(({ Version }) => Version !== '$LATEST').map((each) => each.CodeSha256);
}

test('a deploy publishes one version of the function in scope and none of the other', async () => {
  for (const index of [0, 1]) {
    expect(await deploy(index, `first of ${index}`)).toMatchObject({ result: 'deployed' });
  }
  const other = await versions(1);
  expect(other).toEqual([codeSha256('first of 1')]);
  expect(await deploy(0, 'second of 0')).toMatchObject({ result: 'deployed' });
  expect(await versions(0)).toEqual([codeSha256('first of 0'), codeSha256('second of 0')]);
  expect(await versions(1)).toEqual(other);
});

test('the same code again publishes nothing', async () => {
  expect(await deploy(0, 'second of 0')).toMatchObject({ result: 'no-changes' });
  expect(await versions(0)).toHaveLength(2);
});
