/** The targets of functions, libraries and the stack, with inputs and outputs: data -> Nx configuration. */
import type { TargetConfiguration } from '@nx/devkit';
import { posix } from 'node:path';
import { recordPath } from '../build/artifact';
import { destinationOptions, type BuildOptions } from '../build/build-options';
import type { KeyedInputs } from '../build/read-inputs';
import type { Crate } from '../cargo/workspace';
import { warningsFile } from '../template/warnings-file';
import { buildInputs, cargoInputs } from './keyed-inputs';

export interface FunctionTargets {
  readonly crate: Crate;
  readonly artifacts: BuildOptions['artifacts'];
  readonly refusals?: BuildOptions['refusals'];
  readonly dependencyKey: string;
  readonly keyedInputs: KeyedInputs;
  readonly environments: readonly string[];
  /** Files whose change makes the function affected, though only the cache knows whether it rebuilds. */
  readonly affectedBy: readonly string[];
}

const pluginSource = '{workspaceRoot}/tools/nx-rust-lambda/src';
const requirements = '{workspaceRoot}/tools/requirements';

export function functionTargets(project: FunctionTargets): Record<string, TargetConfiguration> {
  const { environments } = project;
  const real = Object.fromEntries(environments.map((name) => [name, {}]));
  const options: BuildOptions = {
    ...destinationOptions.lambda,
    crate: project.crate.name,
    cargoWorkspace: project.crate.workspaceRoot,
    artifacts: project.artifacts,
    ...(project.refusals ? { refusals: project.refusals } : {}),
    dependencyKey: project.dependencyKey,
    keyedInputs: project.keyedInputs,
  };
  return {
    build: {
      executor: 'nx-rust-lambda:build',
      cache: true,
      inputs: buildInputs(project.keyedInputs),
      outputs: outputsOf(project.artifacts),
      options,
      configurations: { local: destinationOptions.local },
      metadata: { description: 'Compiles the function to dist/ (release, for Lambda)' },
    },
    deploy: {
      executor: 'nx-rust-lambda:deploy',
      cache: false,
      defaultConfiguration: 'local',
      // A real environment has no options: what is forwarded would make the build another cache entry.
      configurations: { ...real, local: destinationOptions.local },
      dependsOn: [
        { projects: ['stack'], target: 'preflight' },
        { target: 'build', options: 'forward' },
        { projects: ['stack'], target: 'validate' },
      ],
      // Not for a cache: these make `nx affected` see what every function may depend on.
      inputs: project.affectedBy.map((file) => `{workspaceRoot}/${file}`),
      metadata: {
        description:
          'Deploys the function to the local AWS, or with -c <environment> to an account',
      },
    },
    diff: {
      executor: 'nx-rust-lambda:diff',
      cache: false,
      defaultConfiguration: 'local',
      configurations: { ...real, local: destinationOptions.local },
      dependsOn: [
        { projects: ['stack'], target: 'preflight' },
        { target: 'build', options: 'forward' },
      ],
      metadata: { description: 'Shows what a deploy of the function would change' },
    },
    invoke: {
      executor: 'nx-rust-lambda:invoke',
      cache: false,
      defaultConfiguration: 'local',
      configurations: { ...real, local: {} },
      metadata: { description: 'Invokes the deployed function with --payload or --event' },
    },
    logs: {
      executor: 'nx-rust-lambda:logs',
      cache: false,
      defaultConfiguration: 'local',
      configurations: { ...real, local: {} },
      metadata: { description: "Shows the deployed function's log; --follow goes on with it" },
    },
    ...crateTargets(project),
  };
}

export function crateTargets({
  crate,
  dependencyKey,
  keyedInputs,
}: Pick<FunctionTargets, 'crate' | 'dependencyKey' | 'keyedInputs'>): Record<
  string,
  TargetConfiguration
> {
  const cargo = (args: readonly string[]) => ({
    executor: 'nx-rust-lambda:cargo',
    options: { args, cargoWorkspace: crate.workspaceRoot, dependencyKey },
  });
  const inputs = cargoInputs(keyedInputs);
  const cached = { cache: true, inputs, outputs: [] };
  const select = ['--package', crate.name];
  return {
    test: {
      ...cargo(['test', '--locked', ...select]),
      ...cached,
      metadata: { description: 'Runs cargo test' },
    },
    lint: {
      ...cargo(['clippy', '--locked', ...select, '--all-targets', '--', '--deny', 'warnings']),
      ...cached,
      inputs: [...inputs, '{workspaceRoot}/clippy.toml'],
      metadata: { description: 'Runs cargo clippy; warnings fail' },
    },
    format: {
      ...cargo(['fmt', ...select]),
      configurations: { check: { args: ['fmt', ...select, '--', '--check'] } },
      cache: false,
      metadata: { description: 'Runs cargo fmt; -c check only looks' },
    },
  };
}

export interface StackTargets {
  readonly template: string;
  readonly environments: readonly string[];
  readonly functionProjects: readonly string[];
  /** Folders of the crates that are functions. */
  readonly functionRoots: readonly string[];
}

export function stackTargets(stack: StackTargets): Record<string, TargetConfiguration> {
  const real = Object.fromEntries(stack.environments.map((name) => [name, {}]));
  const configurations = { ...real, local: {} };
  const builds =
    stack.functionProjects.length > 0
      ? [{ projects: [...stack.functionProjects], target: 'build', options: 'forward' as const }]
      : [];
  const inEnvironment = { cache: false, defaultConfiguration: 'local', configurations };
  return {
    preflight: {
      executor: 'nx-rust-lambda:preflight',
      // Its hasher is what looks, at every run; the task itself need not run.
      cache: true,
      inputs: [],
      outputs: [],
      defaultConfiguration: 'local',
      configurations,
      metadata: {
        description: 'Refuses a deploy that cannot work before anything is built for it',
      },
    },
    validate: {
      executor: 'nx-rust-lambda:validate',
      cache: true,
      options: { template: stack.template, crates: stack.functionRoots },
      defaultConfiguration: 'local',
      configurations: Object.fromEntries(
        Object.keys(configurations).map((name) => [name, { warnings: warningsFile(name) }]),
      ),
      inputs: [
        `{workspaceRoot}/${stack.template}`,
        '{workspaceRoot}/samconfig.toml',
        '{workspaceRoot}/.cfnlintrc*',
        `${requirements}/sam.txt`,
        ...['deploy', 'sam', 'template', 'executors/validate'].flatMap((folder) => [
          `${pluginSource}/${folder}/**/*`,
          `!${pluginSource}/${folder}/**/*.spec.ts`,
        ]),
        { env: 'AWS_REGION' },
        { env: 'AWS_DEFAULT_REGION' },
        // The linter warns of runtimes by their date of deprecation.
        { runtime: 'date +%Y-%m' },
        { externalDependencies: [] },
      ],
      outputs: ['{options.warnings}'],
      metadata: { description: 'Checks template.yml: sam validate, cfn-lint, and what they miss' },
    },
    // Not called `deploy`: the root project owns every loose file, so a change of the README would make
    // `nx affected -t deploy` deploy everything.
    'deploy-all': {
      executor: 'nx-rust-lambda:deploy-all',
      ...inEnvironment,
      configurations: { ...real, local: destinationOptions.local },
      dependsOn: ['preflight', 'validate', ...builds],
      metadata: { description: 'Makes the stack what template.yml says, removals included' },
    },
    diff: {
      executor: 'nx-rust-lambda:diff',
      ...inEnvironment,
      configurations: { ...real, local: destinationOptions.local },
      dependsOn: ['preflight', ...builds],
      metadata: { description: 'Shows what deploy-all would change' },
    },
    outputs: {
      executor: 'nx-rust-lambda:outputs',
      ...inEnvironment,
      metadata: { description: "Shows the stack's outputs" },
    },
    resources: {
      executor: 'nx-rust-lambda:resources',
      ...inEnvironment,
      metadata: { description: "Shows the stack's resources" },
    },
    destroy: {
      executor: 'nx-rust-lambda:destroy',
      ...inEnvironment,
      metadata: { description: 'Deletes the stack, with --yes, after listing what it has' },
    },
    aws: {
      executor: 'nx-rust-lambda:aws',
      ...inEnvironment,
      metadata: { description: 'Runs your AWS CLI with what follows --, as in -- sqs list-queues' },
    },
    local: {
      executor: 'nx-rust-lambda:local',
      continuous: true,
      cache: false,
      metadata: { description: 'Runs the local AWS in the foreground' },
    },
    doctor: {
      executor: 'nx-rust-lambda:doctor',
      cache: false,
      metadata: { description: 'Shows which programs are found, and how to get what is missing' },
    },
  };
}

/** Both destinations' artifacts, under the root that the configuration names. */
function outputsOf(artifacts: BuildOptions['artifacts']): string[] {
  const paths = (['lambda', 'local'] as const).flatMap((destination) =>
    artifacts[destination].map(({ path }) =>
      posix.relative(destinationOptions[destination].outputRoot, path),
    ),
  );
  return [...new Set(paths.flatMap((path) => [path, recordPath(path)]))].map(
    (path) => `{options.outputRoot}/${path}`,
  );
}
