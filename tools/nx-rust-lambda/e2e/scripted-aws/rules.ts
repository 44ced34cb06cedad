/**
 * What a request breaks: the rules of the service's own model, and those that CloudFormation only
 * has in its documentation.
 */
import type { DecodedRequest } from './requests';
import { serviceModel, shapeNamed, type ServiceModel, type Shape } from './service-model';

export interface Violation {
  readonly operation: string;
  /** `Tags[0].Value`; empty for the request as a whole. */
  readonly member: string;
  readonly rule: string;
}

/** Empty if a real service would take the request. */
export function violationsOf({ service, operation, input, unknown }: DecodedRequest): Violation[] {
  const model = serviceModel(service);
  const described = model?.operations[operation];
  const own =
    model && described?.input
      ? broken(model, shapeNamed(model, described.input.shape), input, '')
      : [];
  const documented = service === 'cloudformation' ? documentedRules(operation, input) : [];
  return [...unknown.map(stranger), ...own, ...documented].map(({ member, rule }) => ({
    operation,
    member,
    rule,
  }));
}

export interface Broken {
  readonly member: string;
  readonly rule: string;
  /** `value`: the right members of the right types, with a value that is refused. */
  readonly about: 'shape' | 'value';
}

/** The rules of a shape that a value breaks; `path` is where in the request it stands. */
export function broken(model: ServiceModel, shape: Shape, value: unknown, path: string): Broken[] {
  const shaped = (rule: string): Broken[] => [{ member: path, rule, about: 'shape' }];
  const valued = (rule: string | undefined): Broken[] =>
    rule === undefined ? [] : [{ member: path, rule, about: 'value' }];
  const wrongType = () => shaped(`is ${JSON.stringify(value)}, not a ${shape.type}`);
  switch (shape.type) {
    case 'structure':
      return isRecord(value) ? brokenMembers(model, shape, value, path) : wrongType();
    case 'list': {
      if (!Array.isArray(value) || !shape.member) return wrongType();
      const inside = shapeNamed(model, shape.member.shape);
      return [
        ...valued(sizeRule(shape, value.length, 'entries')),
        ...value.flatMap((entry, index) => broken(model, inside, entry, `${path}[${index}]`)),
      ];
    }
    case 'map':
      if (!isRecord(value)) return wrongType();
      return valued(sizeRule(shape, Object.keys(value).length, 'entries'));
    case 'blob':
      return valued(Buffer.isBuffer(value) ? sizeRule(shape, value.length, 'bytes') : undefined);
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrongType();
    case 'integer':
    case 'long':
      return typeof value === 'number' && Number.isInteger(value)
        ? valued(sizeRule(shape, value, ''))
        : wrongType();
    case 'string':
      if (typeof value !== 'string') return wrongType();
      if (shape.enum && !shape.enum.includes(value)) {
        return shaped(`is '${value}', which is none of ${shape.enum.join(', ')}`);
      }
      return valued(stringRule(shape, value));
    default:
      return [];
  }
}

function brokenMembers(
  model: ServiceModel,
  shape: Shape,
  value: Readonly<Record<string, unknown>>,
  path: string,
): Broken[] {
  const below = (name: string) => (path ? `${path}.${name}` : name);
  const missing = (shape.required ?? []).filter((name) => value[name] === undefined);
  return [
    ...missing.map((name): Broken => ({
      member: below(name),
      rule: 'is required',
      about: 'value',
    })),
    ...Object.entries(value).flatMap(([name, inside]): Broken[] => {
      const member = shape.members?.[name];
      if (!member) return [stranger(below(name))];
      if (inside === undefined) return [];
      return broken(model, shapeNamed(model, member.shape), inside, below(name));
    }),
  ];
}

const stranger = (member: string): Broken => ({
  member,
  rule: 'is not in the model',
  about: 'shape',
});

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sizeRule({ min, max }: Shape, size: number, unit: string): string | undefined {
  const shown = `${size} ${unit}`.trim();
  if (min !== undefined && size < min) return `has ${shown}, fewer than ${min}`;
  if (max !== undefined && size > max) return `has ${shown}, more than ${max}`;
  return undefined;
}

function stringRule(shape: Shape, value: string): string | undefined {
  const size = sizeRule(shape, [...value].length, 'characters');
  if (size) return size;
  const pattern = shape.pattern === undefined ? undefined : patternOf(shape.pattern);
  return pattern && !pattern.test(value) ? `is '${value}', not of ${shape.pattern}` : undefined;
}

/**
 * A pattern of the model is Java's and about the whole value. @returns undefined for one that
 * JavaScript cannot read
 */
export function patternOf(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    // Without `u` a `\p{L}` would silently mean the letters it is written with.
    if (flags === '' && pattern.includes('\\p')) return undefined;
    try {
      return new RegExp(`^(?:${pattern})$`, flags);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

interface Parameter {
  readonly ParameterKey?: string;
  readonly ParameterValue?: string;
  readonly UsePreviousValue?: boolean;
}

/**
 * Limits that stand in the API reference and in
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html only.
 */
function documentedRules(operation: string, input: Readonly<Record<string, unknown>>): Broken[] {
  if (operation !== 'CreateChangeSet') return [];
  const { TemplateBody: body, TemplateURL: url, UsePreviousTemplate: previous } = input;
  const { StackName: name, Parameters, Tags } = input;
  const parameters = (Parameters ?? []) as readonly Parameter[];
  const isCreate = input['ChangeSetType'] === 'CREATE';
  const found: Broken[] = [];
  const check = (member: string, isWrong: boolean, rule: string) => {
    if (isWrong) found.push({ member, rule, about: 'value' });
  };
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : 0;
  check('TemplateBody', bytes > 51_200, `has ${bytes} bytes, more than 51200`);
  const sources = [body, url, previous].filter((each) => each !== undefined && each !== false);
  check('', sources.length !== 1, `has ${sources.length} templates, not 1`);
  const isLong = typeof name === 'string' && !name.startsWith('arn:') && name.length > 128;
  check('StackName', isLong, 'has more than 128 characters');
  parameters.forEach(({ ParameterKey, ParameterValue, UsePreviousValue }) => {
    const member = `Parameters.${ParameterKey}`;
    const size = Buffer.byteLength(ParameterValue ?? '');
    check(member, size > 4_096, `has ${size} bytes, more than 4096`);
    const kinds = [ParameterValue !== undefined, UsePreviousValue === true].filter(Boolean);
    check(member, kinds.length !== 1, 'must have a value or use the previous one');
    check(member, isCreate && UsePreviousValue === true, 'has no previous value in a new stack');
  });
  const keys = parameters.map(({ ParameterKey }) => ParameterKey);
  check('Parameters', new Set(keys).size !== keys.length, 'has a key twice');
  for (const { Key } of (Tags ?? []) as readonly { readonly Key?: string }[]) {
    check(`Tags.${Key}`, Key?.toLowerCase().startsWith('aws:') === true, 'is reserved for AWS');
  }
  return found;
}
