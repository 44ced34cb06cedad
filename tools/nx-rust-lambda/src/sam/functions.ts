/**
 * Knows which functions of a template SAM has to build, and what their settings are where the template is
 * deployed to. Knows nothing of crates.
 */
import { expandGlobals } from './globals';
import { isObject, objectAt, toJsonText, type Json, type JsonObject } from './json';
import { isLocalPath } from './local-paths';
import { propertyLine } from './property-place';
import { evaluatorFor, type Deployment, type Evaluate } from './resolve-value';
import type { SamTemplate } from './sam-template';

export type Architecture = 'arm64' | 'x86_64';

/** SAM's default of `Architectures` (AWS::Serverless::Function). */
const defaultArchitecture: Architecture = 'x86_64';

/** What decides a build cannot be known, or is nothing that Lambda knows. */
export interface Unsettled {
  /** `Architectures`, `Runtime`, `CodeUri`, `Metadata.BuildProperties.Binary`. */
  readonly property: string;
  /** What stands there, and why that is no value, as a part of a sentence. */
  readonly because: string;
  /** 1-based. */
  readonly line: number;
}

export interface BuiltFunction {
  readonly logicalId: string;
  /** 1-based line of the logical id. */
  readonly line: number;
  /** Relative to the template's folder. */
  readonly codeUri: string;
  readonly architecture: Architecture;
  /** Undefined where SAM would refuse the function; the newest is meant then. */
  readonly runtime: string | undefined;
  readonly buildMethod: string | undefined;
  /** `Metadata.BuildProperties.Binary`: which bin of a crate with several. */
  readonly binary: string | undefined;
}

export type FunctionSettings =
  | ({ readonly type: 'settled' } & BuiltFunction)
  | ({ readonly type: 'unsettled' } & Unsettled &
      Pick<BuiltFunction, 'logicalId'> &
      Partial<Pick<BuiltFunction, 'codeUri' | 'binary'>>);

/** Functions whose code is a local path, with the settings that they have in a deployment. */
export function functionSettings(
  template: SamTemplate,
  deployment: Deployment,
): FunctionSettings[] {
  const evaluate = evaluatorFor(template, deployment);
  const resources = objectAt(expandGlobals(template.data), 'Resources');
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    if (!isObject(resource) || resource['Type'] !== 'AWS::Serverless::Function') return [];
    const found = settingsOf({ template, logicalId, resource, evaluate });
    return found ? [found] : [];
  });
}

/** What a function without properties of its own gets: Globals, then SAM's defaults. */
export function defaultSettings(
  template: Pick<SamTemplate, 'data'>,
  deployment: Deployment,
): { readonly architecture: Architecture; readonly runtime: string | undefined } {
  const globals = objectAt(template.data, 'Globals', 'Function');
  const evaluate = evaluatorFor(template, deployment);
  const [architecture] = listOf(evaluate(globals['Architectures']));
  const runtime = evaluate(globals['Runtime']);
  return {
    architecture: isArchitecture(architecture) ? architecture : defaultArchitecture,
    runtime: typeof runtime === 'string' ? runtime : undefined,
  };
}

interface Written {
  readonly template: SamTemplate;
  readonly logicalId: string;
  /** With its Globals. */
  readonly resource: JsonObject;
  readonly evaluate: Evaluate;
}

function settingsOf(written: Written): FunctionSettings | undefined {
  const { template, logicalId, resource, evaluate } = written;
  const properties = present(objectAt(resource, 'Properties'), evaluate);
  const metadata = objectAt(resource, 'Metadata');
  if (evaluate(properties['PackageType']) === 'Image') return undefined;
  if ('InlineCode' in properties) return undefined;
  const { CodeUri: code, Runtime: runtimeWritten } = properties;
  if (code === undefined || isElsewhere(code)) return undefined;
  const buildMethod = textOf(evaluate(metadata['BuildMethod']));
  // Another way to build, or another language that says nothing of Rust, is SAM's.
  if (buildMethod !== undefined && !rustMethods.has(buildMethod)) return undefined;
  const runtime = textOf(evaluate(runtimeWritten));
  const isOther = runtime !== undefined && !runtime.startsWith('provided');
  if (isOther && buildMethod !== 'rust-cargolambda') return undefined;

  const codeUri = evaluate(code);
  if (codeUri !== undefined && !isLocalPath(codeUri)) return undefined;
  const { Binary: binaryWritten } = present(objectAt(metadata, 'BuildProperties'), evaluate);
  const binary = textOf(evaluate(binaryWritten));
  const known = { logicalId, codeUri, binary };
  const unsettled = (path: readonly string[], value: Json, because?: string): FunctionSettings => ({
    type: 'unsettled',
    ...known,
    property: path.join('.'),
    because: `${toJsonText(value)}, ${because ?? 'which cannot be known before a deploy'}`,
    line:
      path[0] === 'Metadata'
        ? template.lineOf(['Resources', logicalId, ...path])
        : propertyLine(template, logicalId, path),
  });
  if (codeUri === undefined) return unsettled(['CodeUri'], code);
  if (binaryWritten !== undefined && binary === undefined) {
    return unsettled(['Metadata', 'BuildProperties', 'Binary'], binaryWritten);
  }
  if (runtimeWritten !== undefined && runtime === undefined) {
    return unsettled(['Runtime'], runtimeWritten);
  }
  const architecturesWritten = properties['Architectures'];
  const architectures = evaluate(architecturesWritten);
  if (architecturesWritten !== undefined && architectures === undefined) {
    return unsettled(['Architectures'], architecturesWritten);
  }
  const [architecture = defaultArchitecture, ...more] = listOf(architectures);
  if (!isArchitecture(architecture) || more.length > 0) {
    const because = 'and Lambda takes one of arm64 and x86_64';
    return unsettled(['Architectures'], architecturesWritten ?? null, because);
  }
  const line = template.lineOf(['Resources', logicalId]);
  return { type: 'settled', ...known, codeUri, line, architecture, runtime, buildMethod };
}

/** Without what `AWS::NoValue` takes away. */
function present(properties: JsonObject, evaluate: Evaluate): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => !isObject(value) || evaluate(value) !== null),
  );
}

/** How SAM builds Rust. */
const rustMethods = new Set(['makefile', 'rust-cargolambda']);

/** `{Bucket, Key}`, or an address. */
function isElsewhere(code: Json): boolean {
  return (isObject(code) && 'Bucket' in code) || (typeof code === 'string' && !isLocalPath(code));
}

function listOf(value: Json | undefined): Json[] {
  return value === undefined ? [] : [value].flat();
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isArchitecture(value: Json | undefined): value is Architecture {
  return value === 'arm64' || value === 'x86_64';
}
