import type { Json, JsonObject } from '../../sam/sam-template';
import { deployPreview, formatPreview, type PreviewInput } from './deploy-preview';

const program = (name: string) => Buffer.from(name.padEnd(32)).toString('hex');
const zip = (name: string) => `s3://bucket/stored/${program(name)}.${'ab'.repeat(32)}.zip`;
const code = (name: string) => ({ sha256: program(name), size: 9_440_000 });
const echo = (properties: JsonObject): JsonObject => ({
  Type: 'AWS::Serverless::Function',
  Properties: properties,
});
const queue = { Type: 'AWS::SQS::Queue', Properties: {} };
const resources = (Resources: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...more,
  Resources,
});
const deployed = resources({ Echo: echo({ CodeUri: zip('old'), MemorySize: 128 }), Jobs: queue });
const local = (more: JsonObject = {}) => echo({ CodeUri: 'apps/echo', MemorySize: 128, ...more });

interface Case extends Partial<Omit<PreviewInput, 'composition'>> {
  readonly template: JsonObject;
}

const text = ({ template, ...more }: Case) =>
  formatPreview(
    deployPreview({
      deployed,
      composition: { template },
      code: new Map([['Echo', code('old')]]),
      parameters: {},
      deployedParameters: {},
      tags: undefined,
      ...more,
    }),
    { name: 'production', stackName: 'functions' },
  );

const updated = 'stack functions would be updated; nothing is changed by a dry run:';
const same = 'no changes: stack functions is up to date';
const parameter = (more: Record<string, Json> = {}): JsonObject => ({
  Parameters: { Stage: { Type: 'String', ...more } },
});

test.each<[string, Case, string[]]>([
  ['the same code and template', { template: resources({ Echo: local(), Jobs: queue }) }, [same]],
  [
    'a stack that is not there',
    {
      deployed: undefined,
      template: resources(
        { Echo: local(), Jobs: queue },
        { Outputs: { Arn: { Value: { 'Fn::GetAtt': 'Echo.Arn' } } } },
      ),
    },
    [
      'stack functions would be created; nothing is changed by a dry run:',
      '  add  Echo  AWS::Serverless::Function  new code, 9.4 MB',
      '  add  Jobs  AWS::SQS::Queue',
      '  Outputs.Arn: new in template.yml',
    ],
  ],
  [
    'new code alone',
    {
      template: resources({ Echo: local(), Jobs: queue }),
      code: new Map([['Echo', code('new')]]),
    },
    [
      updated,
      '  modify  Echo  AWS::Serverless::Function  new code, 9.4 MB',
      '  1 resource stays as deployed',
    ],
  ],
  [
    'values, each under its resource, removals first',
    {
      template: resources({
        Echo: local({ MemorySize: 256, Tags: { Team: 'a' } }),
        Topic: { Type: 'AWS::SNS::Topic' },
      }),
    },
    [
      updated,
      '  remove  Jobs   AWS::SQS::Queue',
      '  modify  Echo   AWS::Serverless::Function',
      '          MemorySize  128 -> 256',
      '          Tags        (none) -> {"Team":"a"}',
      '  add     Topic  AWS::SNS::Topic',
    ],
  ],
  [
    'long values where they begin to differ',
    {
      deployed: resources({ Echo: echo({ CodeUri: zip('old'), Description: 'x'.repeat(80) }) }),
      template: resources({
        Echo: echo({ CodeUri: '.', Description: `${'x'.repeat(75)}and more` }),
      }),
    },
    [
      updated,
      '  modify  Echo  AWS::Serverless::Function',
      '          Description  ...xxxxxxxxxxxxxxx" -> ...xxxxxxxxxxand more"',
    ],
  ],
  [
    'globals, in the functions that they reach',
    {
      deployed: resources(
        { Echo: echo({ CodeUri: zip('old') }) },
        { Globals: { Function: { Timeout: 3 } } },
      ),
      template: resources({ Echo: echo({ CodeUri: '.', Timeout: 9 }) }),
    },
    [updated, '  modify  Echo  AWS::Serverless::Function', '          Timeout  3 -> 9'],
  ],
  [
    'a parameter of the environment',
    {
      deployed: { ...deployed, ...parameter() },
      template: resources({ Echo: local(), Jobs: queue }, parameter()),
      parameters: { Stage: 'prod' },
      deployedParameters: { Stage: 'dev' },
    },
    [updated, 'parameters:', '  Stage  dev -> prod', '  2 resources stay as deployed'],
  ],
  [
    'a secret and its default',
    {
      deployed: { ...deployed, ...parameter({ NoEcho: true, Default: 'hidden1' }) },
      template: resources(
        { Echo: local(), Jobs: queue },
        parameter({ NoEcho: true, Default: 'hidden2' }),
      ),
      parameters: { Stage: 'hidden3' },
      deployedParameters: { Stage: '****' },
    },
    [
      updated,
      '  Parameters.Stage.Default: **** -> ****',
      'parameters:',
      '  Stage  **** -> ****',
      '  2 resources stay as deployed',
    ],
  ],
  [
    "the stack's tags",
    {
      template: resources({ Echo: local(), Jobs: queue }),
      tags: { before: { team: 'a', old: 'b' }, after: { team: 'a', cost: 'c' } },
    },
    [
      updated,
      'tags:',
      '  old   b -> (none)',
      '  cost  (none) -> c',
      '  2 resources stay as deployed',
    ],
  ],
  [
    'code in another language',
    {
      deployed: resources({ Node: echo({ CodeUri: zip('node') }) }),
      template: resources({ Node: echo({ CodeUri: 'apps/node' }) }),
    },
    [
      same,
      'what SAM packages may have new content, which npx nx run stack:diff -c production shows: Node',
    ],
  ],
])('%s', (_, given, lines) => {
  expect(text(given)).toEqual(lines);
});
