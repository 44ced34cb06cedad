/** From options and artifacts to a request that can be planned, in the environment it is meant for. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { functionsRunning, readArtifact, type Destination } from '../../build/artifact';
import { formatTable } from '../../deploy/report/change-set';
import type { DeployRequest } from '../../deploy/deploy-request';
import { localName, type Environment } from '../../deploy/environment/environment';
import type { Extent } from '../../deploy/composition/extent';
import { packageTemplate } from '../../deploy/packaging/packaging';
import type { Code, CodeOf } from '../../deploy/packaging/upload-artifacts';
import { reachEnvironment } from '../../deploy/environment/reach-environment';
import { readTemplate } from '../../deploy/read-template';
import { run } from '../../process/run';
import { warningsFile } from '../../template/warnings-file';
import { ensureTool } from '../../toolchain/tools';
import { UserError } from '../../user-error';
import { onInterrupt } from '../interrupt';
import type { DeployOptions } from './deploy-options';
import { projectsWithoutFunction } from './empty-scope';
import { deployCommand, type FunctionProject } from './function-projects';

export interface StackScope {
  readonly root: string;
  /** Name in samconfig.toml; `local` without one. */
  readonly environment: string | undefined;
  /** Every function project of the workspace. */
  readonly projects: readonly FunctionProject[];
  /** Those whose functions are in scope. */
  readonly deployed: readonly FunctionProject[];
  /** Relative to the workspace root. */
  readonly template: string;
  readonly extent: Extent;
}

export interface OpenedStack {
  readonly request: DeployRequest;
  /** Id of the account; the same for all local ones. */
  readonly account: string;
}

/** Says where it goes before anything else is asked of AWS. */
export async function openStack(
  scope: StackScope,
  options: DeployOptions,
  show: (line: string) => void,
): Promise<OpenedStack> {
  const { root, extent, projects } = scope;
  const { signal, report } = onInterrupt(show);
  const template = await readTemplate(root, scope.template);
  const warned = warningsFile(scope.environment ?? localName);
  const warnings = await readFile(join(root, warned), 'utf8').catch(() => '');
  if (warnings) report(warnings.trimEnd());
  // The whole stack may well have no function.
  if (extent !== 'whole') projectsWithoutFunction(scope).forEach(report);
  const { environment, askedParameters, clients, account } = await reachEnvironment({
    root,
    name: scope.environment,
    endpointUrl: options.endpointUrl,
    projectRoots: scope.deployed.map((project) => project.root),
    parameters: { commandLine: options.parameterOverrides, template },
    run,
    report,
  });
  const code = await readCode(root, environment, scope.deployed);
  environment.warnings.forEach(report);
  report(describeTarget(environment, account, clients.target.endpoint, [...code.keys()]));
  const sam = async () => join((await ensureTool('sam', { root, run, report })).bin, 'sam');
  const request: DeployRequest = {
    environment,
    clients,
    template,
    askedParameters,
    code,
    projectFunctions: projects.flatMap(({ functions }) => functions),
    extent,
    packageTemplate: (composed, changed) =>
      packageTemplate({ root, environment, account, clients, run, sam, report }, composed, changed),
    commandFor: (ids) => deployCommand(projects, environment.name, ids),
    report,
    wait: options.wait ?? true,
    recreate: options.recreate ?? false,
    allowDataLoss: options.allowDataLoss ?? false,
    allowRemoval: options.allowRemoval ?? false,
    confirmed: options.confirmChangeset === false,
    signal,
  };
  return { request, account };
}

/** The artifacts by the logical ids that run them; which ones, the environment decides alone. */
async function readCode(
  root: string,
  environment: Environment,
  projects: readonly FunctionProject[],
): Promise<CodeOf> {
  const destination = environment.kind === 'local' ? 'local' : 'lambda';
  refuseUnbuilt(destination, environment, projects);
  const code = new Map<string, Code>();
  const built = projects.flatMap(({ root: folder, artifacts }) =>
    artifacts[destination].map((spec) => ({ folder, spec })),
  );
  for (const { folder, spec } of built) {
    const functions = functionsRunning(spec, environment.name);
    if (functions.length === 0) continue;
    const { sha256, file, size } = await readArtifact(root, spec);
    const { target, bin } = spec;
    const source = { root: folder, bin };
    for (const id of functions) code.set(id, { sha256, file, size, target, source });
  }
  return code;
}

/** @throws UserError for a function that nothing was built for in this environment */
function refuseUnbuilt(
  destination: Destination,
  environment: Environment,
  projects: readonly FunctionProject[],
): void {
  const refused = projects
    .flatMap(({ refusals }) => refusals?.[destination] ?? [])
    .find(({ environments }) => environments?.includes(environment.name) ?? true);
  if (refused) throw new UserError(`in environment '${environment.name}', ${refused.sentence}`);
}

function describeTarget(
  environment: Environment,
  account: string,
  endpoint: string | undefined,
  functions: readonly string[],
): string {
  const where = endpoint ? ` at ${endpoint}` : '';
  const rows = [
    ['environment', `${environment.name}${where}`],
    ['account', account],
    ['region', environment.region],
    ['stack', environment.stackName],
    ['functions', functions.join(', ')],
  ];
  return formatTable(rows);
}
