import type { JsonObject } from '../template/sam-template';
import { hasLocalPaths, withAbsolutePaths } from './local-paths';

const template = (type: string, properties: JsonObject): JsonObject => ({
  Resources: { A: { Type: type, Properties: properties } },
});

test.each<[string, string, JsonObject, boolean]>([
  ['a folder', 'AWS::Serverless::Function', { CodeUri: 'apps/echo' }, true],
  ['an object in S3', 'AWS::Serverless::Function', { CodeUri: 's3://b/k' }, false],
  ['bucket and key', 'AWS::Serverless::Function', { CodeUri: { Bucket: 'b', Key: 'k' } }, false],
  ['a nested stack', 'AWS::CloudFormation::Stack', { TemplateURL: './child.yml' }, true],
  ['a nested stack by URL', 'AWS::CloudFormation::Stack', { TemplateURL: 'https://x/y' }, false],
  ['another type', 'AWS::SNS::Topic', { CodeUri: 'x' }, false],
])('%s', (_, type, properties, expected) => {
  expect(hasLocalPaths(template(type, properties))).toBe(expected);
});

test('relative paths become absolute, everything else stays', () => {
  const layer = (uri: string) =>
    template('AWS::Serverless::LayerVersion', { ContentUri: uri, LayerName: 'x' });
  expect(withAbsolutePaths(layer('layers/a'), '/w')).toEqual(layer('/w/layers/a'));
  expect(withAbsolutePaths(layer('/abs'), '/w')).toEqual(layer('/abs'));
  expect(withAbsolutePaths(layer('s3://b/k'), '/w')).toEqual(layer('s3://b/k'));
});
