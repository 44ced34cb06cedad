import { projectsWithoutFunction } from './empty-scope';
import type { FunctionProject } from './function-projects';

function project(name: string, functions: string[], environments?: string[]): FunctionProject {
  const spec = (destination: 'lambda' | 'local') => ({
    bin: name,
    features: [],
    functions,
    target: destination === 'local' ? 'host' : 'aarch64-unknown-linux-gnu.2.34',
    path: `dist/apps/${name}/bootstrap`,
    ...(environments ? { environments } : {}),
  });
  const artifacts = { lambda: [spec('lambda')], local: [spec('local')] };
  return { name, root: `apps/${name}`, functions, artifacts: artifacts as never };
}

const echo = project('echo', ['EchoFunction']);
const auth = project('auth', []);
const sentence =
  'template.yml: no function runs auth, so there is nothing to deploy of it; add one with CodeUri: apps/auth';

test('a project that nothing runs is refused where it is alone', () => {
  const scope = { deployed: [auth], environment: undefined, template: 'template.yml' };
  expect(() => projectsWithoutFunction(scope)).toThrow(sentence);
});

test('beside others it is told', () => {
  const scope = { deployed: [echo, auth], environment: 'production', template: 'template.yml' };
  expect(projectsWithoutFunction(scope)).toEqual([sentence]);
});

test('what runs is not told', () => {
  const scope = { deployed: [echo], environment: 'local', template: 'template.yml' };
  expect(projectsWithoutFunction(scope)).toEqual([]);
});
