import type { Task } from '@nx/devkit';
import { deployCommand, refuseWrongBuilds, type FunctionProject } from './function-projects';

const project = (name: string, functions: string[]): FunctionProject => ({
  name,
  root: `apps/${name}`,
  functions,
  artifacts: { local: [], lambda: [] },
});
const build = (name: string, configuration?: string, overrides: object = {}) =>
  ({ target: { project: name, target: 'build', configuration }, overrides }) as Task;

test.each([
  [
    'a local deploy with the build it brings',
    'local',
    [build('echo', undefined, { destination: 'local' })],
    undefined,
  ],
  ['a local deploy with build -c local', undefined, [build('echo', 'local')], undefined],
  ['a local deploy without a build in the run', 'local', [], undefined],
  ["another project's build", 'local', [build('auth')], undefined],
  ['an account with a plain build', 'production', [build('echo')], undefined],
  [
    'a local deploy beside a plain build',
    'local',
    [build('echo')],
    /nx run-many -t deploy alone .* or name an environment with -c/,
  ],
  [
    'an account beside a local build',
    'production',
    [build('echo', 'local')],
    /nx run-many -t deploy -c production alone/,
  ],
])('%s', (_, environment, tasks, sentence) => {
  const act = () => refuseWrongBuilds(['echo'], environment, tasks);
  if (sentence) expect(act).toThrow(sentence);
  else expect(act).not.toThrow();
});

const projects = [project('echo', ['EchoFunction']), project('auth', ['AuthFunction'])];

test.each([
  ['local', ['EchoFunction'], 'npx nx run echo:deploy'],
  ['production', ['EchoFunction'], 'npx nx run echo:deploy -c production'],
  ['local', ['EchoFunction', 'AuthFunction'], 'npx nx run-many -t deploy -p echo,auth'],
  ['staging', ['EchoFunction', 'NodeFunction'], 'npx nx run stack:deploy-all -c staging'],
])('in %s, %j is deployed with %s', (environment, ids, command) => {
  expect(deployCommand(projects, environment, ids)).toBe(command);
});
