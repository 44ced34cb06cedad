/**
 * Knows template.yml: text -> data with the line of every value. Knows nothing of crates, cargo or AWS.
 */
import {
  LineCounter,
  isMap,
  isNode,
  isScalar,
  parseDocument,
  type Document,
  type CollectionTag,
  type ScalarTag,
  YAMLMap,
  YAMLSeq,
} from 'yaml';
import { UserError } from '../user-error';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export type Architecture = 'arm64' | 'x86_64';

/** A function of the template that is built from a crate. */
export interface TemplateFunction {
  readonly logicalId: string;
  /** As written, relative to the template's folder; undefined where it is not a local path. */
  readonly codeUri: string | undefined;
  readonly architecture: Architecture;
  readonly runtime: string;
  readonly buildMethod: string | undefined;
  /** `Metadata.BuildProperties.Binary`: which bin of a crate with several. */
  readonly binary: string | undefined;
  /** 1-based line of the logical id. */
  readonly line: number;
}

export interface SamTemplate {
  /** Relative to the workspace root. */
  readonly file: string;
  readonly text: string;
  readonly document: Document;
  /** Short-form intrinsics (`!Sub`) are in long form (`Fn::Sub`) here. */
  readonly data: JsonObject;
  readonly functions: readonly TemplateFunction[];
  /** What a function without properties of its own gets: Globals, then SAM's defaults. */
  readonly defaults: { readonly architecture: Architecture; readonly runtime: string | undefined };
  /** 1-based line of the value at a path, or of its nearest parent that exists. */
  lineOf(path: readonly (string | number)[]): number;
}

/** SAM's default: `Architectures` defaults to x86_64 (AWS::Serverless::Function). */
const defaultArchitecture: Architecture = 'x86_64';

export function parseTemplate(text: string, file: string): SamTemplate {
  const lines = new LineCounter();
  const document = parseDocument(text, { customTags: intrinsicTags, lineCounter: lines });
  const broken = document.errors[0];
  if (broken) {
    throw new UserError(`is not valid YAML: ${firstLine(broken.message)}`, {
      file,
      line: broken.linePos?.[0].line,
    });
  }
  const data = withResources(document.toJS() as Json, file);
  const lineOf = (path: readonly (string | number)[]): number => lineAt(document, lines, path);
  const globals = objectAt(data, 'Globals', 'Function');
  const architecture = architectureOf(data, globals['Architectures']);
  const runtime = parameterDefault(data, globals['Runtime']);
  return {
    file,
    text,
    document,
    data,
    lineOf,
    functions: functionsOf(data, file, lineOf),
    defaults: {
      architecture: isArchitecture(architecture) ? architecture : defaultArchitecture,
      runtime: typeof runtime === 'string' ? runtime : undefined,
    },
  };
}

/**
 * The data alone of a template that a program wrote, most likely as JSON: for 100 functions, JSON's
 * parser takes a few milliseconds, YAML's 150.
 *
 * @param what for messages; such a template has no lines that a user could look up
 * @throws UserError if it has no Resources, or is neither JSON nor YAML
 */
export function parseTemplateData(text: string, what: string): JsonObject {
  if (!text.startsWith('{')) return parseTemplate(text, what).data;
  let data: Json;
  try {
    data = JSON.parse(text) as Json;
  } catch {
    // A flow map of YAML, which JSON is only a part of.
    return parseTemplate(text, what).data;
  }
  return withResources(data, what);
}

function withResources(data: Json, file: string): JsonObject {
  if (isObject(data) && isObject(data['Resources'])) return data;
  throw new UserError('has no Resources; a SAM template needs a map of them', { file, line: 1 });
}

function architectureOf(data: JsonObject, architectures: Json | undefined): Json | undefined {
  return Array.isArray(architectures)
    ? parameterDefault(data, architectures[0] ?? null)
    : defaultArchitecture;
}

function isArchitecture(value: Json | undefined): value is Architecture {
  return value === 'arm64' || value === 'x86_64';
}

function functionsOf(
  data: JsonObject,
  file: string,
  lineOf: SamTemplate['lineOf'],
): TemplateFunction[] {
  const globals = objectAt(data, 'Globals', 'Function');
  return Object.entries(objectAt(data, 'Resources')).flatMap(([logicalId, resource]) => {
    if (!isObject(resource) || resource['Type'] !== 'AWS::Serverless::Function') return [];
    const properties = objectAt(resource, 'Properties');
    const runtime = parameterDefault(data, properties['Runtime'] ?? globals['Runtime']);
    // Functions in other languages, and images, are SAM's to build.
    if (typeof runtime !== 'string' || !runtime.startsWith('provided')) return [];
    const codeUri = properties['CodeUri'] ?? globals['CodeUri'];
    const metadata = objectAt(resource, 'Metadata');
    const binary = objectAt(metadata, 'BuildProperties')['Binary'];
    const architecture = architectureOf(
      data,
      properties['Architectures'] ?? globals['Architectures'],
    );
    if (!isArchitecture(architecture)) {
      throw new UserError(
        `${logicalId} has architecture ${JSON.stringify(architecture)}; Lambda knows arm64 and x86_64`,
        { file, line: lineOf(['Resources', logicalId, 'Properties', 'Architectures']) },
      );
    }
    return [
      {
        logicalId,
        codeUri: typeof codeUri === 'string' && !codeUri.includes('://') ? codeUri : undefined,
        architecture,
        runtime,
        buildMethod:
          typeof metadata['BuildMethod'] === 'string' ? metadata['BuildMethod'] : undefined,
        binary: typeof binary === 'string' ? binary : undefined,
        line: lineOf(['Resources', logicalId]),
      },
    ];
  });
}

/** `{Ref: P}` stands for the default of parameter P, as `sam build` reads it. */
function parameterDefault(data: JsonObject, value: Json | undefined): Json | undefined {
  if (!isObject(value ?? null) || typeof (value as JsonObject)['Ref'] !== 'string') return value;
  return objectAt(data, 'Parameters', (value as { Ref: string }).Ref)['Default'];
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The map at a path, or an empty one. */
export function objectAt(data: JsonObject, ...path: string[]): JsonObject {
  let at: Json | undefined = data;
  for (const key of path) at = isObject(at) ? at[key] : undefined;
  return isObject(at) ? at : {};
}

function lineAt(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const key of path) {
    if (isMap(node)) {
      // The key of a short form (`!Join [...]`) is no node.
      const pair = node.items.find(
        (item) => (isScalar(item.key) ? item.key.value : item.key) === key,
      );
      if (!pair) break;
      offset = (isNode(pair.key) && pair.key.range?.[0]) || offset;
      node = pair.value;
    } else if (node instanceof YAMLSeq && typeof key === 'number' && isNode(node.items[key])) {
      node = node.items[key];
      offset = (isNode(node) && node.range?.[0]) || offset;
    } else break;
  }
  return lines.linePos(offset).line;
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}

// The short forms of CloudFormation's intrinsic functions, resolved to their long forms.
const scalarFunctions = words('Sub GetAtt ImportValue GetAZs Base64 Transform Length ToJsonString');
const collectionFunctions = words(
  'And Base64 Cidr Equals FindInMap ForEach GetAtt GetAZs If ImportValue Join Length Not Or Select Split',
  'Sub ToJsonString Transform',
);

const intrinsicTags: (ScalarTag | CollectionTag)[] = [
  { tag: '!Ref', resolve: (value: string) => ({ Ref: value }) },
  { tag: '!Condition', resolve: (value: string) => ({ Condition: value }) },
  ...scalarFunctions.map((name): ScalarTag => ({
    tag: `!${name}`,
    // A plain object: the value of a scalar is handed on as it is, so a YAMLMap would stay one.
    resolve: (value: string) => ({
      [`Fn::${name}`]: name === 'GetAtt' ? splitOnce(value, '.') : value,
    }),
  })),
  ...collectionFunctions.flatMap((name): CollectionTag[] => [
    { tag: `!${name}`, collection: 'seq', resolve: (seq) => mapOf(`Fn::${name}`, seq) },
    { tag: `!${name}`, collection: 'map', resolve: (map) => mapOf(`Fn::${name}`, map) },
  ]),
] as (ScalarTag | CollectionTag)[];

function mapOf(key: string, value: unknown): YAMLMap {
  const map = new YAMLMap();
  map.set(key, value);
  return map;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function words(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}
