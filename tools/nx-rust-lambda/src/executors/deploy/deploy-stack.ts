/** One stack update from beginning to end, as a person sees it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, type AwsClients } from '../../aws/clients';
import { readArtifact } from '../../build/artifact';
import { formatTable } from '../../deploy/change-set';
import type { Extent } from '../../deploy/extent';
import type { DeployResult } from '../../deploy/deploy-result';
import { localName, type Environment } from '../../deploy/environment';
import { outputRows } from '../../deploy/output-rows';
import { packageTemplate, type Code, type CodeOf } from '../../deploy/packaging';
import { performDeploy } from '../../deploy/perform-deploy';
import { readTemplate } from '../../deploy/read-template';
import { reachEnvironment } from '../../deploy/reach-environment';
import { run } from '../../process/run';
import { warningsFile } from '../../template/warnings-file';
import { ensureTool } from '../../toolchain/tools';
import { formatPlace } from '../../user-error';
import { deployCommand, type FunctionProject } from './function-projects';

export interface StackDeploy {
  readonly root: string;
  /** Name in samconfig.toml; `local` without one. */
  readonly environment: string | undefined;
  readonly endpointUrl: string | undefined;
  /** Every function project of the workspace. */
  readonly projects: readonly FunctionProject[];
  /** Those whose functions are in scope. */
  readonly deployed: readonly FunctionProject[];
  /** Relative to the workspace root. */
  readonly template: string;
  readonly extent: Extent;
  readonly report: (line: string) => void;
}

/** @returns whether the stack is now as it should be; what went wrong has been printed */
export async function deployStack(request: StackDeploy): Promise<boolean> {
  const { root, extent, projects, report } = request;
  const template = await readTemplate(root, request.template);
  const warned = warningsFile(request.environment ?? localName);
  const warnings = await readFile(join(root, warned), 'utf8').catch(() => '');
  if (warnings) report(warnings.trimEnd());
  const { environment, clients } = await reachEnvironment({
    root,
    name: request.environment,
    endpointUrl: request.endpointUrl,
    run,
    report,
  });
  const code = await readCode(root, environment, request.deployed);
  const account = await accountId(clients);
  report(describeTarget(environment, account, clients.target.endpoint, [...code.keys()]));
  const sam = async () => join((await ensureTool('sam', { root, run, report })).bin, 'sam');
  const result = await performDeploy({
    environment,
    clients,
    template,
    scope: [...code.keys()],
    extent,
    packageTemplate: (composed) =>
      packageTemplate({ root, environment, clients, run, sam, report }, composed, code),
    commandFor: (ids) => deployCommand(projects, environment.name, ids),
    report,
  });
  return reportResult(result, environment, clients, report);
}

/** The artifacts by the logical ids that run them; which ones, the environment decides alone. */
async function readCode(
  root: string,
  environment: Environment,
  projects: readonly FunctionProject[],
): Promise<CodeOf> {
  const destination = environment.kind === 'local' ? 'local' : 'lambda';
  const code = new Map<string, Code>();
  for (const spec of projects.flatMap(({ artifacts }) => artifacts[destination])) {
    if (spec.functions.length === 0) continue;
    const { sha256, file } = await readArtifact(root, spec);
    for (const logicalId of spec.functions) code.set(logicalId, { sha256, file });
  }
  return code;
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

function reportResult(
  result: DeployResult,
  environment: Environment,
  clients: AwsClients,
  report: (line: string) => void,
): boolean {
  if (result.type === 'failed') {
    const place = result.place ? `${formatPlace(result.place)}: ` : '';
    const resource = result.logicalId ? `${result.logicalId} failed: ` : '';
    report(`${place}${resource}${result.reason}`);
    const now = result.status ? `is now in ${result.status}` : 'does not exist';
    report(`stack ${environment.stackName} ${now}`);
    return false;
  }
  if (result.type === 'no-changes') {
    report(`no changes: stack ${result.stack.name} is up to date`);
  }
  const rows = outputRows(result.stack, environment, clients);
  if (rows.length > 0) report(`outputs of ${result.stack.name}:\n${formatTable(rows)}`);
  const names = [...new Set(result.phases.map(({ name }) => name))];
  const phases = names.map((name) => {
    const own = result.phases.filter((phase) => phase.name === name);
    return `${name} ${own.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(1)} s`;
  });
  report(`${result.type === 'deployed' ? 'deployed' : 'checked'} (${phases.join(', ')})`);
  return true;
}
