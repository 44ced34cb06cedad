/**
 * CloudFormation's documented limits, checked before anything is sent: the local AWS has none of
 * them, and a real one tells of one at a time, after the uploads. Knows nothing of scopes.
 *
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 * (numbers), …/resources-section-structure.html, …/parameters-section-structure.html,
 * …/outputs-section-structure.html, …/mappings-section-structure.html (names), and
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Tag.html (tags).
 */
import { toJsonText } from '../../sam/json';
import { objectAt, type JsonObject } from '../../sam/sam-template';
import type { Finding } from '../../template/finding';
import { UserError } from '../../user-error';
import { samconfigFile } from '../environment/environment';
import { finding, rule, type CheckInput } from './check-input';

/** What a change set is going to be made of. */
export interface LimitedRequest {
  /** As it will be sent: SAM's transform makes more resources of it, which count as well. */
  readonly template: JsonObject;
  readonly stackName?: string;
  /** `undefined` keeps the deployed value. */
  readonly parameters?: Readonly<Record<string, string | undefined>>;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface OverLimit {
  /** Where in the template; empty for what is not of the template. */
  readonly path: readonly string[];
  /** What was found, the limit, and what to do. */
  readonly sentence: string;
}

/**
 * Bytes of a template in S3, `1 MB` in the documentation; the service's own sentence is `Template may
 * not exceed 1000000 bytes in size`. One up to 51,200 bytes is part of the request instead.
 */
const maximumBytes = 1_000_000;
const maximumDescriptionBytes = 1_024;
const maximumNameLength = 255;
const maximumMappingAttributes = 200;
const maximumDynamicReferences = 60;
const maximumParameterBytes = 4_096;
const maximumTags = 50;

interface Section {
  readonly name: string;
  readonly entry: string;
  readonly maximum: number | undefined;
  readonly mend: string;
}

const split = 'split the stack, for example into nested ones';
const sections: readonly Section[] = [
  { name: 'Resources', entry: 'logical id', maximum: 500, mend: split },
  { name: 'Parameters', entry: 'parameter', maximum: 200, mend: 'put values into Mappings' },
  { name: 'Mappings', entry: 'mapping', maximum: 200, mend: split },
  { name: 'Outputs', entry: 'output', maximum: 200, mend: 'drop those that nobody reads' },
  { name: 'Conditions', entry: 'condition', maximum: undefined, mend: '' },
];

/** Everything that CloudFormation would refuse for its size or its name; empty for a good one. */
export function overLimits(request: LimitedRequest): OverLimit[] {
  const { template, stackName, parameters = {}, tags = {} } = request;
  return [
    ...sections.flatMap((section) => overSection(template, section)),
    ...overMappings(template),
    ...overWhole(template),
    ...(stackName === undefined ? [] : overStackName(stackName)),
    ...Object.entries(parameters).flatMap(([name, value]) => overParameter(name, value)),
    ...overTags(tags),
  ];
}

/** Of the whole template.yml, as a deploy of all of it would send it. */
export function checkLimits({
  template,
  environment,
}: Pick<CheckInput, 'template' | 'environment'>): Finding[] {
  const { stackName, tags } = environment;
  const known = objectAt(template.data, 'Parameters');
  // samconfig.toml may serve several templates; what is not known is not sent.
  const parameters = Object.fromEntries(
    Object.entries(environment.parameters).filter(([name]) => name in known),
  );
  const at = (found: OverLimit[], file: string) =>
    found.map(({ path, sentence }): Finding =>
      path.length > 0
        ? finding('error', template, template.lineOf(path), sentence)
        : { level: 'error', place: { file }, message: sentence, rule },
    );
  return [
    ...at(overLimits({ template: template.data }), template.file),
    ...at(overLimits({ template: {}, stackName, parameters, tags }), samconfigFile),
  ];
}

/** @throws UserError with the first of them, at its line where `lineOf` is given */
export function refuseOverLimits(
  request: LimitedRequest,
  at: { readonly file: string; readonly lineOf?: (path: readonly string[]) => number },
): void {
  const [first] = overLimits(request);
  if (!first) return;
  if (first.path.length === 0) throw new UserError(first.sentence);
  const line = at.lineOf?.(first.path);
  throw new UserError(first.sentence, line === undefined ? at : { file: at.file, line });
}

function overSection(template: JsonObject, { name, entry, maximum, mend }: Section): OverLimit[] {
  // A loop's key (`Fn::ForEach::Name`) and `Fn::Transform` are not names of entries.
  const names = Object.keys(objectAt(template, name)).filter((key) => !key.startsWith('Fn::'));
  const found: OverLimit[] = [];
  if (maximum !== undefined && names.length > maximum) {
    const sentence = `the stack would have ${names.length} ${name}, more than CloudFormation's ${maximum}; ${mend}`;
    found.push({ path: [name], sentence });
  }
  for (const each of names) {
    const path = [name, each];
    if (!/^[A-Za-z0-9]+$/.test(each)) {
      const sentence = `${entry} '${each}' has other characters than letters and digits, which CloudFormation does not take; rename it`;
      found.push({ path, sentence });
    }
    if (each.length > maximumNameLength) {
      const sentence = `${entry} '${each.slice(0, 20)}…' has ${each.length} characters, more than CloudFormation's ${maximumNameLength}; shorten it`;
      found.push({ path, sentence });
    }
  }
  return found;
}

function overMappings(template: JsonObject): OverLimit[] {
  return Object.keys(objectAt(template, 'Mappings')).flatMap((name) => {
    const count = Object.keys(objectAt(template, 'Mappings', name)).length;
    if (count <= maximumMappingAttributes) return [];
    const sentence = `mapping '${name}' has ${count} attributes, more than CloudFormation's ${maximumMappingAttributes}; split it into several`;
    return [{ path: ['Mappings', name], sentence }];
  });
}

function overWhole(template: JsonObject): OverLimit[] {
  const found: OverLimit[] = [];
  const description = template['Description'];
  const described = typeof description === 'string' ? Buffer.byteLength(description) : 0;
  if (described > maximumDescriptionBytes) {
    const sentence = `the Description has ${described} bytes, more than CloudFormation's ${maximumDescriptionBytes}; shorten it`;
    found.push({ path: ['Description'], sentence });
  }
  const body = toJsonText(template);
  const bytes = Buffer.byteLength(body);
  if (bytes > maximumBytes) {
    const sentence = `the template has ${bytes} bytes, more than the ${maximumBytes} that CloudFormation reads from S3; ${split}`;
    found.push({ path: [], sentence });
  }
  const references = body.split('{{resolve:').length - 1;
  if (references > maximumDynamicReferences) {
    const sentence = `the template has ${references} dynamic references ({{resolve:…}}), more than CloudFormation's ${maximumDynamicReferences}; pass some of the values as parameters of type AWS::SSM::Parameter::Value<String>, or split the stack`;
    found.push({ path: [], sentence });
  }
  return found;
}

function overStackName(name: string): OverLimit[] {
  if (/^[A-Za-z][-A-Za-z0-9]{0,127}$/.test(name)) return [];
  const sentence = `stack name '${name}' is not one for CloudFormation: a letter, then letters, digits and '-', 128 at most; change stack_name in samconfig.toml`;
  return [{ path: [], sentence }];
}

/** The value itself is not shown: it may be a secret. */
function overParameter(name: string, value: string | undefined): OverLimit[] {
  const bytes = Buffer.byteLength(value ?? '');
  if (bytes <= maximumParameterBytes) return [];
  const sentence = `the value of parameter '${name}' has ${bytes} bytes, more than CloudFormation's ${maximumParameterBytes}; split it into several parameters and join them with Fn::Join`;
  return [{ path: ['Parameters', name], sentence }];
}

function overTags(tags: Readonly<Record<string, string>>): OverLimit[] {
  const entries = Object.entries(tags);
  const found: string[] = [];
  if (entries.length > maximumTags) {
    found.push(
      `the stack would have ${entries.length} tags, more than CloudFormation's ${maximumTags}; drop some from samconfig.toml`,
    );
  }
  for (const [key, value] of entries) {
    if (/^aws:/i.test(key)) {
      found.push(`tag '${key}' begins with 'aws:', which is AWS's own; rename it`);
    }
    if (key.length === 0 || key.length > 128) {
      found.push(
        `tag '${key}' has a key of ${key.length} characters; CloudFormation takes 1 to 128`,
      );
    }
    if (value.length === 0 || value.length > 256) {
      found.push(
        `tag '${key}' has a value of ${value.length} characters; CloudFormation takes 1 to 256`,
      );
    }
  }
  return found.map((sentence) => ({ path: [], sentence }));
}
