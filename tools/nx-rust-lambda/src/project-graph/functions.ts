/**
 * Which artifacts a crate makes for which functions of the template: crates + template -> artifacts.
 */
import { posix } from 'node:path';
import type { ArtifactSpec, Destination } from '../build/artifact';
import { destinationOptions } from '../build/build-options';
import { lambdaTarget } from '../build/lambda-target';
import type { BinTarget } from '../cargo/manifest';
import type { Crate } from '../cargo/workspace';
import type { SamTemplate, TemplateFunction } from '../sam/sam-template';
import { UserError } from '../user-error';

/**
 * Every artifact of a crate, one of `crates`; none for a library. A crate is a function if the template runs it, or if it
 * has a bin and depends on Lambda's Rust runtime (it can be built before it is in the template).
 *
 * @throws UserError with the template's line, if it is not clear which bin a function runs
 */
export function artifactsOf(
  crate: Crate,
  crates: readonly Crate[],
  template: SamTemplate,
  destination: Destination,
): ArtifactSpec[] {
  const variants = variantsOf(crate, template, destination);
  const severalBins = new Set(variants.map(({ bin }) => bin)).size > 1;
  return variants.map(({ bin, target, functions }) => {
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
      functions,
      target,
      path: posix.join(
        destinationOptions[destination].outputRoot,
        crate.root,
        ...folder,
        'bootstrap',
      ),
    };
  });
}

/** Those that are no functions count, too: `--workspace --bin` selects any of that name. */
function namesakesOf(bin: string, crate: Crate, crates: readonly Crate[]): string[] {
  return crates
    .filter((other) => other.name !== crate.name && other.workspaceRoot === crate.workspaceRoot)
    .filter(({ bins }) => bins.some(({ name }) => name === bin))
    .map(({ name }) => name)
    .sort();
}

interface Variant {
  readonly bin: string;
  readonly target: string;
  readonly functions: readonly string[];
}

function variantsOf(crate: Crate, template: SamTemplate, destination: Destination): Variant[] {
  const targetOf = (architecture: TemplateFunction['architecture'], runtime: string | undefined) =>
    destination === 'local' ? 'host' : lambdaTarget(architecture, runtime);
  const functions = template.functions.filter(
    ({ codeUri }) => codeUri !== undefined && folderOf(codeUri, template.file) === crate.root,
  );
  if (functions.length === 0) {
    const { architecture, runtime } = template.defaults;
    const runs = crate.dependencies.some(
      (dependency) =>
        dependency.kind === 'normal' && /^lambda_(runtime|http)$/.test(dependency.package),
    );
    const [only] = crate.bins;
    return runs && only && crate.bins.length === 1
      ? [{ bin: only.name, target: targetOf(architecture, runtime), functions: [] }]
      : [];
  }
  const variants = new Map<string, Variant>();
  for (const fn of functions) {
    const bin = binOf(crate, fn, template);
    const target = targetOf(fn.architecture, fn.runtime);
    const key = `${bin.name} ${target}`;
    const others = variants.get(key)?.functions ?? [];
    variants.set(key, { bin: bin.name, target, functions: [...others, fn.logicalId] });
  }
  return [...variants.values()];
}

function binOf(crate: Crate, fn: TemplateFunction, template: SamTemplate): BinTarget {
  const place = { file: template.file, line: fn.line };
  const names = crate.bins.map(({ name }) => name).join(', ');
  if (fn.binary !== undefined) {
    const named = crate.bins.find(({ name }) => name === fn.binary);
    if (named) return named;
    throw new UserError(
      `${fn.logicalId} runs bin ${fn.binary}, which crate ${crate.name} does not have (${names || 'it has none'}); mend Metadata.BuildProperties.Binary`,
      place,
    );
  }
  const [first] = crate.bins;
  if (!first) {
    throw new UserError(
      `${fn.logicalId} runs crate ${crate.name}, which has no bin; add [[bin]] to ${crate.manifest.file}`,
      place,
    );
  }
  const own = crate.bins.find(({ name }) => name === crate.name);
  if (crate.bins.length === 1) return first;
  if (own) return own;
  throw new UserError(
    `${fn.logicalId} runs crate ${crate.name}, which has several bins (${names}); name one in Metadata.BuildProperties.Binary`,
    place,
  );
}

/** A CodeUri as a folder relative to the workspace root. */
export function folderOf(codeUri: string, templateFile: string): string {
  const folder = posix.join(posix.dirname(templateFile), codeUri);
  return folder === './' ? '.' : folder.replace(/\/$/, '');
}
