/** Knows what Lambda takes of a function: sizes, times, runtimes, architectures, and where its code is. */
import { posix } from 'node:path';
import type { Finding } from '../../template/finding';
import { propertyLine } from '../../sam/property-place';
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { expandGlobals } from '../../sam/globals';
import { finding, type CheckInput } from './check-input';
import { suggestion } from './nearest-name';
import { resolverFor, type Resolve } from '../../sam/resolve-value';

interface Limit {
  readonly path: readonly string[];
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

// Lambda's quotas (AWS Lambda developer guide, "Lambda quotas"); CreateFunction has the same numbers.
const limits: readonly Limit[] = [
  { path: ['MemorySize'], min: 128, max: 10_240, unit: 'MB' },
  { path: ['Timeout'], min: 1, max: 900, unit: 'seconds' },
  { path: ['EphemeralStorage', 'Size'], min: 512, max: 10_240, unit: 'MB' },
];

/** With a capacity provider (Lambda Managed Instances) there are other limits. */
const ownCapacity = 'CapacityProviderConfig';

export function checkFunctions(input: CheckInput): Finding[] {
  const { template, environment } = input;
  const resolve = resolverFor(template, environment);
  const resources = objectAt(expandGlobals(template.data), 'Resources');
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    if (!isObject(resource) || resource['Type'] !== 'AWS::Serverless::Function') return [];
    const properties = objectAt(resource, 'Properties');
    const at = (...path: (string | number)[]) => propertyLine(template, logicalId, path);
    const error = (line: number, message: string) => finding('error', template, line, message);
    const fn: CheckedFunction = { input, logicalId, resource, properties, resolve, at, error };
    return [...checkLimits(fn), ...checkRuntime(fn), ...checkArchitectures(fn), ...checkCode(fn)];
  });
}

interface CheckedFunction {
  readonly input: CheckInput;
  readonly logicalId: string;
  readonly resource: JsonObject;
  readonly properties: JsonObject;
  readonly resolve: Resolve;
  readonly at: (...path: (string | number)[]) => number;
  readonly error: (line: number, message: string) => Finding;
}

function checkLimits({ properties, resolve, at, error }: CheckedFunction): Finding[] {
  if (ownCapacity in properties) return [];
  return limits.flatMap(({ path, min, max, unit }) => {
    const text = resolve(valueAt(properties, path));
    const value = Number(text);
    // What is no number at all is cfn-lint's finding.
    if (text === undefined || Number.isNaN(value) || (value >= min && value <= max)) return [];
    const name = path.join('.');
    return [error(at(...path), `${name} ${text} is not between ${min} and ${max} ${unit}`)];
  });
}

function checkRuntime({ input, properties, resolve, at, error }: CheckedFunction): Finding[] {
  const runtime = resolve(properties['Runtime']);
  const { runtimes } = input.sam;
  if (runtime === undefined || runtimes.length === 0 || runtimes.includes(runtime)) return [];
  const meant = suggestion(runtime, runtimes);
  return [error(at('Runtime'), `Lambda has no runtime '${runtime}'${meant}`)];
}

function checkArchitectures({ properties, resolve, at, error }: CheckedFunction): Finding[] {
  const architectures = properties['Architectures'];
  if (!Array.isArray(architectures)) return [];
  if (architectures.length !== 1) {
    const list = architectures.map((each) => resolve(each) ?? '?').join(', ');
    const message = `Architectures has ${architectures.length} entries (${list}); Lambda takes one, arm64 or x86_64`;
    return [error(at('Architectures'), message)];
  }
  const [architecture] = architectures.map(resolve);
  if (architecture === undefined || /^(arm64|x86_64)$/.test(architecture)) return [];
  const message = `architecture '${architecture}' is none of Lambda's, arm64 and x86_64`;
  return [error(at('Architectures', 0), message)];
}

function checkCode(fn: CheckedFunction): Finding[] {
  const { input, logicalId, properties, at, error } = fn;
  if (properties['PackageType'] === 'Image' || 'InlineCode' in properties) return [];
  const codeUri = properties['CodeUri'];
  if (codeUri === undefined) {
    return [error(at(), `${logicalId} has no CodeUri; give it the folder of its crate`)];
  }
  if (typeof codeUri !== 'string' || codeUri.includes('://')) return [];
  const path = posix.join(posix.dirname(input.template.file), codeUri, '.').replace(/\/$/, '');
  const entry = input.entryAt(path);
  if (entry === undefined) {
    const meant = suggestion(path, input.crates);
    return [error(at('CodeUri'), `CodeUri '${codeUri}' does not exist${meant}`)];
  }
  if (entry === 'file') {
    if (/\.(zip|jar)$/.test(path)) return [];
    const message = `CodeUri '${codeUri}' is a file, but no .zip or .jar; give it the folder of a crate`;
    return [error(at('CodeUri'), message)];
  }
  if (!needsCrate(fn, path)) return [];
  const message = `CodeUri '${codeUri}' has no crate, so there is nothing to build for ${logicalId}; add a Cargo.toml with a bin, or name the folder of a crate`;
  return [error(at('CodeUri'), message)];
}

/** A custom runtime that nothing else builds: no other BuildMethod, and no Makefile of its own. */
function needsCrate({ input, resource, properties, resolve }: CheckedFunction, path: string) {
  if (!resolve(properties['Runtime'])?.startsWith('provided')) return false;
  const method = objectAt(resource, 'Metadata')['BuildMethod'];
  const isOther = method !== undefined && method !== 'makefile' && method !== 'rust-cargolambda';
  const hasMakefile = method === 'makefile' && input.entryAt(posix.join(path, 'Makefile'));
  return !isOther && !hasMakefile && !input.crates.includes(path);
}

function valueAt(properties: JsonObject, path: readonly string[]): Json | undefined {
  let at: Json | undefined = properties;
  for (const key of path) at = isObject(at) ? at[key] : undefined;
  return at;
}
