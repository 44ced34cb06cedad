/** What of a run's deploys and diffs can be refused before anything is built: cheap things, all of them. */
import type { Task } from '@nx/devkit';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { functionsRunning } from '../../build/artifact';
import { findEnvironment, localName, type Environment } from '../../deploy/environment/environment';
import { readEnvironments } from '../../deploy/environment/read-environments';
import { mergeParameters } from '../../deploy/environment/stack-parameters';
import { readTemplate } from '../../deploy/read-template';
import { noFacts } from '../../deploy/template-checks/check-input';
import { checkTemplate } from '../../deploy/template-checks/template-checks';
import { formatFinding } from '../../template/finding';
import type { SamTemplate } from '../../sam/sam-template';
import { UserError } from '../../user-error';
import type { DeployOptions } from '../deploy/deploy-options';
import { projectsWithoutFunction } from '../deploy/empty-scope';
import { deployCommand } from '../deploy/function-projects';
import type { StackScope } from '../deploy/open-stack';
import { scopeOf, wholeScope, type RunContext } from '../deploy/scope-of';
import { optionsOfWords } from '../known-options';

const checked = new Set([
  'nx-rust-lambda:deploy',
  'nx-rust-lambda:deploy-all',
  'nx-rust-lambda:diff',
]);

/** @throws UserError for the first thing that cannot work */
export async function checkDeploys(context: RunContext): Promise<void> {
  for (const tasks of tasksByStack(context)) {
    const environment = tasks[0]?.target.configuration;
    const isWhole = tasks.some(({ target }) => target.project === 'stack');
    const scope = isWhole ? wholeScope(environment, context) : scopeOf(environment, tasks, context);
    if (!isWhole) projectsWithoutFunction(scope);
    await checkDeploy(scope, optionsOfWords(tasks[0]?.overrides), context);
  }
}

async function checkDeploy(
  scope: StackScope,
  options: DeployOptions,
  context: RunContext,
): Promise<void> {
  const { root, environment: name = localName } = scope;
  const template = await readTemplate(root, scope.template);
  const environment = findEnvironment(await readEnvironments(root), name);
  const commandLine = options.parameterOverrides;
  const given = { file: environment.parameters, variables: process.env, commandLine };
  const { values } = mergeParameters(given, template);
  refuseFindings(template, { ...environment, parameters: values }, context);
  if (environment.kind === 'account') await checkAccount(scope, options, template);
}

/** What `stack:validate` would say at its end, as far as it needs no programs. */
function refuseFindings(
  template: SamTemplate,
  environment: Environment,
  { root, projectGraph }: RunContext,
): void {
  const validate = projectGraph.nodes['stack']?.data.targets?.['validate'];
  const { crates = [] } = (validate?.options ?? {}) as { crates?: readonly string[] };
  const entryAt = (path: string) => {
    const entry = statSync(join(root, path), { throwIfNoEntry: false });
    if (!entry) return undefined;
    return entry.isDirectory() ? ('folder' as const) : ('file' as const);
  };
  const errors = checkTemplate({ template, environment, crates, sam: noFacts, entryAt }).filter(
    ({ level }) => level === 'error',
  );
  if (errors.length > 0) throw new UserError(errors.map(formatFinding).join('\n'));
}

/** Credentials, account, endpoint, and what is deployed there. */
async function checkAccount(
  scope: StackScope,
  { endpointUrl, parameterOverrides }: DeployOptions,
  template: SamTemplate,
): Promise<void> {
  // With the AWS SDK, which takes a local deploy longer to load than all of the above.
  const [{ reachEnvironment }, { foreseeDeploy }, { run }] = await Promise.all([
    import('../../deploy/environment/reach-environment'),
    import('../../deploy/foresee-deploy'),
    import('../../process/run'),
  ]);
  const reached = await reachEnvironment({
    root: scope.root,
    name: scope.environment,
    endpointUrl,
    parameters: { commandLine: parameterOverrides, template },
    run,
    report: (line) => console.error(line),
  });
  const { environment } = reached;
  const artifacts = scope.deployed.flatMap((project) => project.artifacts.lambda);
  await foreseeDeploy({
    ...reached,
    template,
    extent: scope.extent,
    scope: artifacts.flatMap((artifact) => functionsRunning(artifact, environment.name)),
    projectFunctions: scope.projects.flatMap(({ functions }) => functions),
    commandFor: (ids) => deployCommand(scope.projects, environment.name, ids),
  });
}

function tasksByStack({ projectGraph, taskGraph }: RunContext): Task[][] {
  const groups = new Map<string, Task[]>();
  for (const task of Object.values(taskGraph?.tasks ?? {})) {
    const { project, target, configuration } = task.target;
    const executor = projectGraph.nodes[project]?.data.targets?.[target]?.executor;
    if (executor === undefined || !checked.has(executor)) continue;
    const key = JSON.stringify([target, configuration, project === 'stack']);
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  return [...groups.values()];
}
