/**
 * Which artifacts a crate makes for which functions of the template: crates + template + environments ->
 * artifacts. A function that nothing can be built for is told apart, and concerns nobody else.
 */
import { posix } from 'node:path';
import type { ArtifactSpec, BuildRefusal, Destination } from '../build/artifact';
import { destinationOptions } from '../build/build-options';
import { lambdaTarget } from '../build/lambda-target';
import type { BinTarget } from '../cargo/manifest';
import type { Crate } from '../cargo/workspace';
import {
  defaultSettings,
  functionSettings,
  type Architecture,
  type FunctionSettings,
} from '../sam/functions';
import { folderOf } from '../sam/local-paths';
import type { Deployment } from '../sam/resolve-value';
import type { SamTemplate } from '../sam/sam-template';
import { formatPlace } from '../user-error';

/** What each environment that a destination is for makes of the template. */
export interface EnvironmentFunctions {
  readonly name: string;
  readonly settings: readonly FunctionSettings[];
  readonly defaults: ReturnType<typeof defaultSettings>;
}

export function functionsByEnvironment(
  template: SamTemplate,
  deployments: ReadonlyMap<string, Deployment>,
): EnvironmentFunctions[] {
  return [...deployments].map(([name, deployment]) => ({
    name,
    settings: functionSettings(template, deployment),
    defaults: defaultSettings(template, deployment),
  }));
}

export interface ArtifactsInput {
  readonly crate: Crate;
  /** All of them; `crate` is one. */
  readonly crates: readonly Crate[];
  readonly template: Pick<SamTemplate, 'file'>;
  readonly environments: readonly EnvironmentFunctions[];
  readonly destination: Destination;
}

/**
 * Every artifact of a crate; none for a library. A crate is a function if the template runs it, or if it
 * has a bin and depends on Lambda's Rust runtime (it can be built before it is in the template).
 */
export function artifactsOf(input: ArtifactsInput): {
  artifacts: ArtifactSpec[];
  refusals: BuildRefusal[];
} {
  const { crate, crates, destination } = input;
  const { variants, refusals } = variantsOf(input);
  const severalBins = new Set(variants.map(({ bin }) => bin)).size > 1;
  const artifacts = variants.map(({ bin, target, ids }): ArtifactSpec => {
    const severalTargets = variants.some((other) => other.bin === bin && other.target !== target);
    // One artifact has the short path; several are told apart by what they differ in.
    const folder = [
      ...(severalBins ? [bin] : []),
      ...(severalTargets ? [target.replaceAll('.', '-')] : []),
    ];
    const namesakes = namesakesOf(bin, crate, crates);
    return {
      bin,
      ...(namesakes.length > 0 ? { namesakes } : {}),
      features: crate.bins.find(({ name }) => name === bin)?.requiredFeatures ?? [],
      ...idsOf(ids, input.environments),
      target,
      path: posix.join(
        destinationOptions[destination].outputRoot,
        crate.root,
        ...folder,
        'bootstrap',
      ),
    };
  });
  return { artifacts, refusals };
}

/** Those that are no functions count, too: `--workspace --bin` selects any of that name. */
function namesakesOf(bin: string, crate: Crate, crates: readonly Crate[]): string[] {
  return crates
    .filter((other) => other.name !== crate.name && other.workspaceRoot === crate.workspaceRoot)
    .filter(({ bins }) => bins.some(({ name }) => name === bin))
    .map(({ name }) => name)
    .sort();
}

/** Environment -> logical ids. */
type Ids = Map<string, string[]>;

/** What all environments have in common, and what is left, by environment. */
function idsOf(
  ids: Ids,
  environments: readonly EnvironmentFunctions[],
): Pick<ArtifactSpec, 'functions' | 'functionsIn'> {
  const all = [...new Set([...ids.values()].flat())];
  const everywhere = all.filter((id) =>
    environments.every(({ name }) => ids.get(name)?.includes(id)),
  );
  const rest = [...ids].flatMap(([name, own]) => {
    const left = own.filter((id) => !everywhere.includes(id));
    return left.length > 0 ? [[name, left] as const] : [];
  });
  return rest.length > 0
    ? { functions: everywhere, functionsIn: Object.fromEntries(rest) }
    : { functions: everywhere };
}

interface Variant {
  readonly bin: string;
  readonly target: string;
  readonly ids: Ids;
}

function variantsOf(input: ArtifactsInput): {
  readonly variants: Variant[];
  readonly refusals: BuildRefusal[];
} {
  const { crate, crates, template, environments, destination } = input;
  const variants = new Map<string, Variant>();
  const refused = new Map<string, { id: string; environments: string[] }>();
  for (const { name, settings } of environments) {
    for (const fn of settings) {
      if (!runs(fn, crate, crates, template)) continue;
      const found = variantOf(fn, crate, template, destination);
      if (typeof found === 'string') {
        const known = refused.get(found) ?? { id: fn.logicalId, environments: [] };
        known.environments.push(name);
        refused.set(found, known);
        continue;
      }
      const key = `${found.bin} ${found.target}`;
      const variant = variants.get(key) ?? { ...found, ids: new Map<string, string[]>() };
      variant.ids.set(name, [...(variant.ids.get(name) ?? []), fn.logicalId]);
      variants.set(key, variant);
    }
  }
  const refusals = [...refused].map(([sentence, { id, environments: names }]): BuildRefusal => ({
    functions: [id],
    ...(names.length < environments.length ? { environments: names } : {}),
    sentence,
  }));
  if (variants.size > 0 || refusals.length > 0) {
    return { variants: [...variants.values()], refusals };
  }
  const alone = aloneIn(crate, environments[0]?.defaults, destination);
  return { variants: alone ? [alone] : [], refusals: [] };
}

/** A crate that the template does not have yet. */
function aloneIn(
  crate: Crate,
  defaults: EnvironmentFunctions['defaults'] | undefined,
  destination: Destination,
): Variant | undefined {
  const isLambda = crate.dependencies.some(
    (dependency) =>
      dependency.kind === 'normal' && /^lambda_(runtime|http)$/.test(dependency.package),
  );
  const [only] = crate.bins;
  if (!isLambda || !only || crate.bins.length !== 1 || !defaults) return undefined;
  const target = targetOf(destination, defaults.architecture, defaults.runtime);
  return { bin: only.name, target, ids: new Map() };
}

function targetOf(
  destination: Destination,
  architecture: Architecture,
  runtime: string | undefined,
): string {
  return destination === 'local' ? 'host' : lambdaTarget(architecture, runtime);
}

/**
 * Whether a function's code is this crate: its CodeUri is the crate's folder, or that of the crate's Cargo
 * workspace, with the name of one of its bins.
 */
function runs(
  fn: FunctionSettings,
  crate: Crate,
  crates: readonly Crate[],
  { file }: Pick<SamTemplate, 'file'>,
): boolean {
  if (fn.codeUri === undefined) return false;
  const folder = folderOf(fn.codeUri, file);
  if (folder === crate.root) return true;
  const isPackage = crates.some(({ root }) => root === folder);
  return (
    !isPackage &&
    folder === crate.workspaceRoot &&
    fn.binary !== undefined &&
    crate.bins.some(({ name }) => name === fn.binary)
  );
}

/** A sentence where there is none. */
function variantOf(
  fn: FunctionSettings,
  crate: Crate,
  template: Pick<SamTemplate, 'file'>,
  destination: Destination,
): Omit<Variant, 'ids'> | string {
  const at = (line: number, sentence: string) =>
    `${formatPlace({ file: template.file, line })}: ${sentence}`;
  // What runs on this machine has this machine's architecture.
  const ignored = destination === 'local' ? ['Architectures', 'Runtime'] : [];
  if (fn.type === 'unsettled' && !ignored.includes(fn.property)) {
    return at(
      fn.line,
      `${fn.logicalId} has ${fn.property} ${fn.because}; write a value, or one that parameters of samconfig.toml, their defaults, conditions and mappings decide`,
    );
  }
  const bin = binOf(crate, fn.logicalId, fn.binary);
  if (typeof bin === 'string') return at(fn.line, bin);
  if (fn.type === 'unsettled') return { bin: bin.name, target: 'host' };
  return { bin: bin.name, target: targetOf(destination, fn.architecture, fn.runtime) };
}

function binOf(crate: Crate, id: string, binary: string | undefined): BinTarget | string {
  const names = crate.bins.map(({ name }) => name).join(', ');
  if (binary !== undefined) {
    const named = crate.bins.find(({ name }) => name === binary);
    return (
      named ??
      `${id} runs bin ${binary}, which crate ${crate.name} does not have (${names || 'it has none'}); correct Metadata.BuildProperties.Binary`
    );
  }
  const [first] = crate.bins;
  if (!first) {
    return `${id} runs crate ${crate.name}, which has no bin; add [[bin]] to ${crate.manifest.file}`;
  }
  const own = crate.bins.find(({ name }) => name === crate.name);
  if (crate.bins.length === 1) return first;
  return (
    own ??
    `${id} runs crate ${crate.name}, which has several bins (${names}); name one in Metadata.BuildProperties.Binary`
  );
}
