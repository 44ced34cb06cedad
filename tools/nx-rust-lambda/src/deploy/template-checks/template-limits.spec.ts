import { parseTemplate, type JsonObject } from '../../sam/sam-template';
import { formatFinding } from '../../template/finding';
import { UserError } from '../../user-error';
import { findEnvironment, parseEnvironments } from '../environment/environment';
import { checkLimits, overLimits, refuseOverLimits, type LimitedRequest } from './template-limits';

const many = (count: number, prefix = 'A'): JsonObject =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, {}]));
const texts = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${at}`, 'a']));
const template = (sections: JsonObject): LimitedRequest => ({
  template: { Resources: { Echo: {} }, ...sections },
});
/** A template of exactly so many bytes, as it is sent. */
const ofBytes = (bytes: number) => {
  const empty = Buffer.byteLength(JSON.stringify({ Resources: { A: { X: '' } } }));
  return template({ Resources: { A: { X: 'a'.repeat(bytes - empty) } } });
};
const resolved = '{{resolve:ssm:a}}';

test.each<[string, LimitedRequest, LimitedRequest, readonly string[], RegExp]>([
  [
    'resources',
    template({ Resources: many(500) }),
    template({ Resources: many(501) }),
    ['Resources'],
    /^the stack would have 501 Resources, more than CloudFormation's 500; split the stack/,
  ],
  [
    'outputs',
    template({ Outputs: many(200) }),
    template({ Outputs: many(201) }),
    ['Outputs'],
    /^the stack would have 201 Outputs, .* 200; drop those that nobody reads$/,
  ],
  [
    'parameters',
    template({ Parameters: many(200) }),
    template({ Parameters: many(201) }),
    ['Parameters'],
    /^the stack would have 201 Parameters, .* 200; put values into Mappings$/,
  ],
  [
    'mappings',
    template({ Mappings: many(200) }),
    template({ Mappings: many(201) }),
    ['Mappings'],
    /^the stack would have 201 Mappings, .* 200; split/,
  ],
  [
    'attributes of a mapping',
    template({ Mappings: { Sizes: many(200) } }),
    template({ Mappings: { Sizes: many(201) } }),
    ['Mappings', 'Sizes'],
    /^mapping 'Sizes' has 201 attributes, .* 200; split it/,
  ],
  [
    'bytes of the description',
    template({ Description: 'ä'.repeat(512) }),
    template({ Description: 'ä'.repeat(513) }),
    ['Description'],
    /^the Description has 1026 bytes, more than CloudFormation's 1024; shorten it$/,
  ],
  [
    'bytes of the template',
    ofBytes(1_000_000),
    ofBytes(1_000_001),
    [],
    /^the template has 1000001 bytes, more than the 1000000 .* S3; split/,
  ],
  [
    'dynamic references',
    template({ Metadata: resolved.repeat(60) }),
    template({ Metadata: resolved.repeat(61) }),
    [],
    /^the template has 61 dynamic references/,
  ],
  [
    'characters of a logical id',
    template({ Resources: { ['a'.repeat(255)]: {} } }),
    template({ Resources: { ['a'.repeat(256)]: {} } }),
    ['Resources', 'a'.repeat(256)],
    /^logical id 'a{20}…' has 256 characters, more than CloudFormation's 255; shorten it$/,
  ],
  [
    'letters of a logical id',
    template({ Resources: { Echo2: {}, 'Fn::ForEach::Each': [] } }),
    template({ Resources: { 'echo-2': {} } }),
    ['Resources', 'echo-2'],
    /^logical id 'echo-2' has other characters than letters and digits/,
  ],
  [
    'letters of an output',
    template({ Outputs: { Url: {} } }),
    template({ Outputs: { Api_Url: {} } }),
    ['Outputs', 'Api_Url'],
    /^output 'Api_Url' has other characters/,
  ],
  [
    'letters of a parameter',
    template({ Parameters: { Size: {} } }),
    template({ Parameters: { Größe: {} } }),
    ['Parameters', 'Größe'],
    /^parameter 'Größe' has other characters/,
  ],
  [
    'bytes of a parameter',
    { ...template({}), parameters: { Kept: undefined, Big: 'a'.repeat(4_096) } },
    { ...template({}), parameters: { Big: 'secret'.repeat(683) } },
    ['Parameters', 'Big'],
    /^the value of parameter 'Big' has 4098 bytes, (?!.*secret).* Fn::Join$/,
  ],
  [
    'tags',
    { ...template({}), tags: texts(50) },
    { ...template({}), tags: texts(51) },
    [],
    /^the stack would have 51 tags, more than CloudFormation's 50/,
  ],
  [
    "AWS's own tags",
    { ...template({}), tags: { awsome: 'a' } },
    { ...template({}), tags: { 'aws:team': 'a' } },
    [],
    /^tag 'aws:team' begins with 'aws:'/,
  ],
  [
    'the value of a tag',
    { ...template({}), tags: { team: 'a'.repeat(256) } },
    { ...template({}), tags: { team: '' } },
    [],
    /^tag 'team' has a value of 0 characters; CloudFormation takes 1 to 256$/,
  ],
  [
    'the name of the stack',
    { ...template({}), stackName: `a${'-'.repeat(127)}` },
    { ...template({}), stackName: 'my_stack' },
    [],
    /^stack name 'my_stack' is not one for CloudFormation: .* stack_name in samconfig\.toml$/,
  ],
])('%s: the most that is allowed passes, one more is named', (_, most, more, path, sentence) => {
  expect(overLimits(most)).toEqual([]);
  expect(overLimits(more)).toEqual([{ path, sentence: expect.stringMatching(sentence) }]);
});

test('the refusal says where, if it is in the template', () => {
  const at = { file: 'template.yml', lineOf: (path: readonly string[]) => path.length };
  const named = template({ Resources: { 'a-b': {} } });
  expect(() => refuseOverLimits(named, at)).toThrow(UserError);
  expect(() => refuseOverLimits(named, at)).toThrow(/^template\.yml:2: logical id 'a-b'/);
  expect(() => refuseOverLimits(ofBytes(1_000_001), at)).toThrow(/^the template has/);
  expect(() => refuseOverLimits(template({}), at)).not.toThrow();
});

test.each<[string, string, string, string[]]>([
  ['nothing', 'Resources: { Echo: {} }', '', []],
  [
    'an id at its line',
    'Resources:\n  Echo: {}\n  my-table: {}\n',
    '',
    [
      "template.yml:3: error: logical id 'my-table' has other characters than letters and digits, which CloudFormation does not take; rename it (nx-rust-lambda)",
    ],
  ],
  [
    "the environment's",
    'Resources: { Echo: {} }',
    'tags = "aws:team=a"',
    [
      "samconfig.toml: error: tag 'aws:team' begins with 'aws:', which is AWS's own; rename it (nx-rust-lambda)",
    ],
  ],
  [
    'no value that the template does not take',
    'Resources: { Echo: {} }',
    `parameter_overrides = "Other=${'a'.repeat(5_000)}"`,
    [],
  ],
])('stack:validate tells of %s', (_, text, settings, lines) => {
  const config = `[default.global.parameters]\nstack_name = "functions"\n${settings}\n`;
  const environment = findEnvironment(parseEnvironments(config), 'default');
  const found = checkLimits({ template: parseTemplate(text, 'template.yml'), environment });
  expect(found.map(formatFinding)).toEqual(lines);
});
