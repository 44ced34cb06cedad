import type { JsonObject } from '../../sam/sam-template';
import { composeTemplate } from '../composition/deploy-plan';
import { beyondScope, formatBeyondScope } from '../report/beyond-scope';
import { deploy, stack } from '../testing/scripted-cloudformation';
import { parseTemplate } from '../../sam/sam-template';
import { heldParameters, type HeldParameter } from './held-parameters';

const fn = (...names: string[]): JsonObject => ({
  Type: 'AWS::Serverless::Function',
  Properties: { Tags: names.map((Ref) => ({ Ref })) },
});
const parameters = {
  Stage: { Type: 'String' },
  Own: { Type: 'String' },
  Password: { Type: 'String', NoEcho: true },
};
/** Auth, which is not in scope, reads Stage and Password. */
const composition = composeTemplate({
  local: {
    Parameters: { ...parameters, New: { Type: 'String' } },
    Resources: { Echo: fn('Stage', 'Own', 'Password'), Auth: fn('New') },
  },
  deployed: {
    Parameters: parameters,
    Resources: { Echo: fn('Own'), Auth: fn('Stage', 'Password') },
  },
  scope: ['Echo'],
  extent: 'functions',
});
const deployed = {
  tags: { team: 'a' },
  parameters: { Stage: 'dev', Own: 'a', Password: '****' },
};
const held = (given: Record<string, string>) =>
  heldParameters({ parameters: given }, deployed, composition);

test.each<[string, Record<string, string>, HeldParameter[]]>([
  ['nothing given', {}, []],
  ['the value that the stack has', { Stage: 'dev' }, []],
  ['what only the scope reads', { Own: 'b' }, []],
  [
    'what something pinned reads as well',
    { Stage: 'prod' },
    [{ name: 'Stage', wanted: 'prod', deployed: 'dev', readBy: 'Auth' }],
  ],
  [
    'a secret, of which nobody knows',
    { Password: 'hunter2' },
    [{ name: 'Password', wanted: '****', deployed: '****', readBy: 'Auth' }],
  ],
  [
    'what nothing in scope reads',
    { New: 'x' },
    [{ name: 'New', wanted: 'x', deployed: undefined, readBy: undefined }],
  ],
])('%s', (_, given, expected) => {
  expect(held(given)).toEqual(expected);
});

test.each([
  [
    { Stage: 'prod' },
    "parameter Stage stays 'dev', and is not 'prod' as in samconfig.toml: Auth, which is not in scope, reads it as well; npx nx run stack:deploy-all -c production applies it",
  ],
  [
    { Password: 'hunter2' },
    'parameter Password keeps its deployed value, whatever samconfig.toml gives: Auth, which is not in scope, reads it as well; npx nx run stack:deploy-all -c production applies it',
  ],
])('a value of samconfig.toml that is not sent is a line: %j', (given, line) => {
  const place = { region: 'eu-west-1', stackName: 's' };
  const environment = { ...place, name: 'production', parameters: given, tags: {} };
  expect(formatBeyondScope(beyondScope(composition, environment, deployed)).at(-1)).toBe(line);
});

test.each([
  [{ team: 'a' }, []],
  [
    { team: 'b', cost: '1' },
    [
      'tags reach the whole stack, so those of samconfig.toml that differ stay as deployed: team, cost; npx nx run stack:deploy-all -c production applies them',
    ],
  ],
])('tags of samconfig.toml: %j', (tags, lines) => {
  const environment = {
    name: 'production',
    region: 'eu-west-1',
    stackName: 's',
    parameters: {},
    tags,
  };
  const all = formatBeyondScope(beyondScope(composition, environment, deployed));
  expect(all.filter((line) => line.startsWith('tags'))).toEqual(lines);
});

const text = `
Parameters:
  Stage: { Type: String }
  Password: { Type: String, NoEcho: true }
Resources:
  Echo: { Type: AWS::Serverless::Function, Properties: { Tags: [!Ref Stage, !Ref Password] } }
  Auth: { Type: AWS::Serverless::Function, Properties: { Tags: [!Ref Stage, !Ref Password] } }
`;

test.each([
  [
    'Stage',
    '--parameterOverrides',
    'template.yml:3: --parameterOverrides asks for Stage=prod, which Auth reads as well, and that is not in scope; nothing was changed; npx nx run stack:deploy-all -c production --parameterOverrides="Stage=prod" deploys the whole stack with it',
  ],
  [
    'Stage',
    'STACK_PARAMETER_Stage',
    'template.yml:3: STACK_PARAMETER_Stage asks for Stage=prod, which Auth reads as well, and that is not in scope; nothing was changed; npx nx run stack:deploy-all -c production deploys the whole stack with it',
  ],
  [
    'Password',
    'STACK_PARAMETER_Password',
    'template.yml:4: STACK_PARAMETER_Password asks for a value for Password, which Auth reads as well, and that is not in scope; nothing was changed; npx nx run stack:deploy-all -c production deploys the whole stack with it',
  ],
])('%s that %s asks for is refused before anything is sent', async (name, source, sentence) => {
  const Parameters = ['Stage', 'Password'].map((ParameterKey) => ({
    ParameterKey,
    ParameterValue: ParameterKey === 'Stage' ? 'dev' : '****',
  }));
  const { aws, result } = await deploy(
    {
      DescribeStacks: [stack('UPDATE_COMPLETE', { Parameters })],
      GetTemplate: [{ TemplateBody: text }],
    },
    {
      template: parseTemplate(text, 'template.yml'),
      given: { [name]: 'prod' },
      askedParameters: new Map([[name, source]]),
    },
  );
  expect(result).toBe(sentence);
  expect(aws.calls).toEqual(['DescribeStacks', 'GetTemplate']);
});
