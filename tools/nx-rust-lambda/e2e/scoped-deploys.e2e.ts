/** What a deploy of one function takes away, leaves, refuses and brings along, on the local AWS. */
import { SharedStack } from './colleagues';
import { deployHere, type DeployTask } from './deploy-task';
import { stackResources } from '../src/aws/stack-resources';
import { describeStack } from '../src/aws/stacks';

let stack: SharedStack;
beforeAll(async () => (stack = await SharedStack.start()));
afterAll(() => stack.stop());

const fn = (id: string, properties = '', memory = 128) => `  ${id}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: apps/x
      Handler: bootstrap
      Runtime: provided.al2023
      MemorySize: ${memory}
${properties}`;
const templateOf = (resources: string, before = '', outputs = '') =>
  `Transform: AWS::Serverless-2016-10-31\n${before}Resources:\n${resources}${outputs && `Outputs:\n${outputs}`}`;

async function deploy(name: string, template: string, more: Partial<DeployTask> = {}) {
  const functions = { Echo: stack.bootstrap(`${name} Echo`), ...more.functions };
  const task = { ...stack.place, stackName: name, template, ...more, functions };
  return deployHere(task);
}

/** A stack with Echo as given, and Auth. */
async function begin(name: string, template: string) {
  const both = { functions: { Auth: stack.bootstrap(`${name} Auth`) }, extent: 'whole' as const };
  expect(await deploy(name, template, both)).toMatchObject({ result: 'deployed' });
}

const ids = async (name: string) =>
  (await stackResources(stack.clients, name)).map(({ logicalId }) => logicalId).sort();

const url = '      FunctionUrlConfig: { AuthType: NONE }\n';
const event = (name: string, type: string, properties: string) =>
  `        ${name}: { Type: ${type}, Properties: ${properties} }\n`;
const events = (...all: string[]) => `      Events:\n${all.join('')}`;
const get = event('Get', 'Api', '{ Path: /a, Method: get }');
const put = event('Put', 'Api', '{ Path: /b, Method: put }');
const daily = event('Daily', 'Schedule', '{ Schedule: rate(1 day) }');

describe.each([
  ['url', url, 'EchoUrl', 'AWS::Lambda::Url'],
  ['api', events(get), 'ServerlessRestApi', 'AWS::ApiGateway::RestApi'],
])('an address that goes: %s', (name, properties, id, type) => {
  test('is listed and refused, and goes where that is said', async () => {
    await begin(name, templateOf(fn('Echo', properties) + fn('Auth')));
    const before = await describeStack(stack.clients, name);
    const all = await ids(name);
    expect(all).toContain(id);
    const without = templateOf(fn('Echo') + fn('Auth'));
    const refused = await deploy(name, without);
    expect(refused.lines).toContain('this takes away:');
    expect(refused.lines.join('\n')).toMatch(
      new RegExp(`^ {2}${id} +${type} +an address that others may know$`, 'm'),
    );
    expect(refused.result).toMatch(
      /^this would take away what others may call: .*; nothing was changed; add --allow-removal /,
    );
    expect(refused.result).toContain(`${id} (${type}) would be removed`);
    expect(await describeStack(stack.clients, name)).toEqual(before);
    expect(await ids(name)).toEqual(all);
    const allowed = await deploy(name, without, { allowRemoval: true });
    expect(allowed.result).toBe('deployed');
    expect(await ids(name)).not.toContain(id);
  });
});

test.each([
  ['schedule', events(daily), '', /^ {2}EchoDaily +AWS::Events::Rule$/m, 'EchoDaily'],
  ['route', events(get, put), events(get), /^ {2}EchoPut +event Api PUT \/b$/m, undefined],
])('what is no address goes, and is listed: %s', async (name, before, after, line, id) => {
  await begin(name, templateOf(fn('Echo', before) + fn('Auth')));
  const { result, lines } = await deploy(name, templateOf(fn('Echo', after) + fn('Auth')));
  expect(result).toBe('deployed');
  expect(lines.join('\n')).toMatch(line);
  if (id !== undefined) expect(await ids(name)).not.toContain(id);
});

test("another's last event keeps the API", async () => {
  await begin('two', templateOf(fn('Echo', events(get)) + fn('Auth', events(put))));
  const { result } = await deploy('two', templateOf(fn('Echo') + fn('Auth', events(put))));
  expect(result).toBe('deployed');
  expect(await ids('two')).toContain('ServerlessRestApi');
});

test('what AWS would refuse is refused before', async () => {
  const reads = '  RoleArn: { Value: !GetAtt EchoRole.Arn }\n';
  await begin('role', templateOf(fn('Echo') + fn('Auth'), '', reads));
  const own = '      Role: arn:aws:iam::000000000000:role/own\n';
  const { result } = await deploy('role', templateOf(fn('Echo', own) + fn('Auth')));
  expect(result).toMatch(
    /^template\.yml:3: Echo no longer makes EchoRole, which output 'RoleArn' refers to as it is deployed; npx nx run stack:deploy-all brings both/,
  );
});

describe('a parameter that another function reads as well', () => {
  const declared = 'Parameters:\n  Stage: { Type: String, Default: dev }\n';
  const reads = '      Description: !Ref Stage\n';
  const name = 'parameter';
  const template = (memory: number) =>
    templateOf(fn('Echo', reads, memory) + fn('Auth', reads), declared);
  const value = async () => (await describeStack(stack.clients, name))?.parameters['Stage'];
  beforeAll(() => begin(name, template(128)));

  test('is refused where the command line asks for it', async () => {
    const { result } = await deploy(name, template(256), {
      parameters: { commandLine: 'Stage=prod' },
    });
    expect(result).toMatch(/: --parameterOverrides asks for Stage=prod, which Auth reads as well/);
    expect(await value()).toBe('dev');
  });

  test('is a line where samconfig.toml asks for it', async () => {
    const { result, lines } = await deploy(name, template(256), {
      parameters: { file: 'Stage=prod' },
    });
    expect(result).toBe('deployed');
    expect(lines).toContain(
      "parameter Stage stays 'dev', and is not 'prod' as in samconfig.toml: Auth, which is not in scope, reads it as well; npx nx run stack:deploy-all applies it",
    );
    expect(await value()).toBe('dev');
  });

  test('is sent where the run covers all', async () => {
    const { result } = await deploy(name, template(256), {
      parameters: { commandLine: 'Stage=prod' },
      functions: { Auth: stack.bootstrap(`${name} Auth`) },
      extent: 'shared',
    });
    expect(result).toBe('deployed');
    expect(await value()).toBe('prod');
  });
});

test('outputs of what a deploy adds come with it', async () => {
  await begin('outputs', templateOf(fn('Echo') + fn('Auth')));
  const reads = '      Environment: { Variables: { QUEUE: !Ref Orders } }\n';
  const outputs = '  QueueUrl: { Value: !Ref Orders }\n  AuthArn: { Value: !GetAtt Auth.Arn }\n';
  const queue = '  Orders: { Type: AWS::SQS::Queue }\n';
  const template = templateOf(fn('Echo', reads) + fn('Auth') + queue, '', outputs);
  expect(await deploy('outputs', template)).toMatchObject({ result: 'deployed' });
  const found = (await describeStack(stack.clients, 'outputs'))?.outputs ?? [];
  expect(found.map(({ key }) => key)).toEqual(['QueueUrl']);
});

test('a mapping whose name is computed comes along', async () => {
  await begin('mapping', templateOf(fn('Echo') + fn('Auth')));
  const mappings = 'Mappings:\n  mappingSizes: { small: { memory: 320 } }\n';
  const name = '!Sub "${AWS::StackName}Sizes"';
  const echo = fn('Echo').replace('128', `!FindInMap [${name}, small, memory]`);
  const { result } = await deploy('mapping', templateOf(echo + fn('Auth'), mappings));
  expect(result).toBe('deployed');
  expect(await stack.deployed('Echo', 'mapping')).toMatchObject({ memory: 320 });
});
