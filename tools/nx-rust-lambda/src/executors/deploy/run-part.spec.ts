import type { Task, TaskGraph } from '@nx/devkit';
import { readyTasks, tasksAlike } from './run-part';

const task = (project: string, target: string, configuration?: string): Task =>
  ({
    id: [project, target, configuration].filter(Boolean).join(':'),
    target: { project, target, configuration },
  }) as Task;

const validate = task('stack', 'validate', 'local');
const builds = ['a', 'b', 'c'].map((name) => task(name, 'build'));
const deploys = ['a', 'b', 'c'].map((name) => task(name, 'deploy', 'local'));
const others = [task('c', 'deploy', 'production'), task('a', 'diff', 'local')];
const graph: Pick<TaskGraph, 'tasks' | 'dependencies'> = {
  tasks: Object.fromEntries(
    [validate, ...builds, ...deploys, ...others].map((one) => [one.id, one]),
  ),
  dependencies: Object.fromEntries(
    deploys.map(({ id, target }) => [id, [`${target.project}:build`, validate.id]]),
  ),
};
const [a, b, c] = deploys as [Task, Task, Task];

test('alike is what does the same in the same environment', () => {
  expect(tasksAlike([a], graph)).toEqual([a, b, c]);
});

test.each<[string, Record<string, boolean>, Task[]]>([
  ['all other builds went well', { 'b:build': true, 'c:build': true }, [b, c]],
  ['one of them failed', { 'b:build': true, 'c:build': false }, [b]],
  ['one has not ended', { 'c:build': true }, [c]],
  ['one is deployed already', { 'b:build': true, 'b:deploy:local': true, 'c:build': true }, [c]],
])('%s', (_case, ends, ready) => {
  expect(readyTasks([a], graph, (id) => ends[id])).toEqual(ready);
});

test('what nobody knows the end of is left to its own turn', () => {
  const needed = { ...graph.dependencies, [b.id]: ['b:build', validate.id, 'other:generate'] };
  const ends: Record<string, boolean> = { 'b:build': true, 'c:build': true };
  const ready = readyTasks([a], { ...graph, dependencies: needed }, (id) => ends[id]);
  expect(ready).toEqual([c]);
});
