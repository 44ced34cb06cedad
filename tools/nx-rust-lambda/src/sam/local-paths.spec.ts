import type { Json, JsonObject } from './sam-template';
import { hasLocalPaths, needsBuild, stagedTemplate } from './local-paths';

const template = (type: string, properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  Resources: { A: { Type: `AWS::${type}`, Properties: properties, ...more } },
});
const include = (location: string): JsonObject => ({
  Name: 'AWS::Include',
  Parameters: { Location: location },
});
const image = { Metadata: { Dockerfile: 'Dockerfile', DockerContext: 'apps/image' } };
const ecr = '1.dkr.ecr.eu-west-1.amazonaws.com/x:1';

test.each<[string, JsonObject, boolean, boolean]>([
  ['a folder', template('Serverless::Function', { CodeUri: 'apps/echo' }), true, true],
  ['plain CloudFormation', template('Lambda::Function', { Code: 'apps/echo' }), true, true],
  ['an archive', template('Serverless::Function', { CodeUri: '/w/a.zip' }), true, false],
  ['an object in S3', template('Serverless::Function', { CodeUri: 's3://b/k' }), false, false],
  [
    'bucket and key',
    template('Serverless::Function', { CodeUri: { Bucket: 'b', Key: 'k' } }),
    false,
    false,
  ],
  ['inline code', template('Serverless::Function', { InlineCode: 'x' }), false, false],
  [
    'built by somebody else',
    template('Serverless::Function', { CodeUri: 'x' }, { Metadata: { SkipBuild: true } }),
    true,
    false,
  ],
  [
    'a nested stack',
    template('CloudFormation::Stack', { TemplateURL: '../child.yml' }),
    true,
    true,
  ],
  [
    'a nested stack by URL',
    template('CloudFormation::Stack', { TemplateURL: 'https://x/y' }),
    false,
    false,
  ],
  ['an application', template('Serverless::Application', { Location: 'child.yml' }), true, true],
  ['a layer', template('Serverless::LayerVersion', { ContentUri: 'layer' }), true, false],
  [
    'a layer to build',
    template(
      'Serverless::LayerVersion',
      { ContentUri: 'layer' },
      { Metadata: { BuildMethod: 'nodejs20.x' } },
    ),
    true,
    true,
  ],
  ['a definition', template('Serverless::StateMachine', { DefinitionUri: 'x.asl' }), true, false],
  ['an image', template('Serverless::Function', { PackageType: 'Image' }, image), true, true],
  ['a deployed image', template('Serverless::Function', { ImageUri: ecr }, image), false, false],
  ['another type', template('SNS::Topic', { CodeUri: 'x' }), false, false],
  [
    'an include',
    template('Serverless::Api', { DefinitionBody: { 'Fn::Transform': include('api.yml') } }),
    true,
    false,
  ],
  [
    'an include in S3',
    template('Serverless::Api', { DefinitionBody: { 'Fn::Transform': include('s3://b/k') } }),
    false,
    false,
  ],
  [
    'an include among the mappings',
    { ...template('SNS::Topic', {}), Mappings: { 'Fn::Transform': include('maps.yml') } },
    true,
    false,
  ],
  [
    'a loop',
    {
      Resources: {
        'Fn::ForEach::Fns': [
          'N',
          ['a', 'b'],
          { 'F${N}': { Type: 'AWS::Serverless::Function', Properties: { CodeUri: 'apps/${N}' } } },
        ],
      },
    },
    true,
    true,
  ],
])('%s', (_, given, local, build) => {
  expect(hasLocalPaths(given)).toBe(local);
  expect(needsBuild(given)).toBe(build);
});

const loop = (uri: string): Json => [
  'N',
  ['a'],
  { 'F${N}': { Type: 'AWS::Serverless::Function', Properties: { CodeUri: uri } } },
];

test.each<[string, JsonObject, JsonObject]>([
  [
    'a relative path',
    template('Serverless::LayerVersion', { ContentUri: 'layers/a', LayerName: 'x' }),
    template('Serverless::LayerVersion', { ContentUri: '/w/layers/a', LayerName: 'x' }),
  ],
  [
    'an absolute one',
    template('Serverless::LayerVersion', { ContentUri: '/abs' }),
    template('Serverless::LayerVersion', { ContentUri: '/abs' }),
  ],
  [
    'S3',
    template('Serverless::LayerVersion', { ContentUri: 's3://b/k' }),
    template('Serverless::LayerVersion', { ContentUri: 's3://b/k' }),
  ],
  [
    'in a loop',
    { Resources: { 'Fn::ForEach::F': loop('apps/${N}') } },
    { Resources: { 'Fn::ForEach::F': loop('/w/apps/${N}') } },
  ],
  [
    'an include',
    { ...template('SNS::Topic', {}), Mappings: { 'Fn::Transform': include('m.yml') } },
    { ...template('SNS::Topic', {}), Mappings: { 'Fn::Transform': include('/w/m.yml') } },
  ],
  [
    'what an image is built from',
    template('Serverless::Function', {}, image),
    template(
      'Serverless::Function',
      {},
      { Metadata: { Dockerfile: 'Dockerfile', DockerContext: '/w/apps/image' } },
    ),
  ],
  [
    'an image that is deployed is not built again',
    template('Serverless::Function', { ImageUri: ecr }, image),
    template(
      'Serverless::Function',
      { ImageUri: ecr },
      { Metadata: { DockerContext: '/w/apps/image' } },
    ),
  ],
])('for another folder: %s', (_, given, staged) => {
  expect(stagedTemplate(given, '/w')).toEqual(staged);
});
