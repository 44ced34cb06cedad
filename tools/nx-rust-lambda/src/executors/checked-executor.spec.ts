import { executors } from '../../entry.node_modules/executors.json';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkedBatch, checkedExecutor } from './checked-executor';
import { readSchema } from './run-options';

/** `aws` hands on every word as it is. */
const names = Object.keys(executors).filter((name) => name !== 'aws');

function contextOf(executor: string, overrides: object) {
  const target = { executor: `nx-rust-lambda:${executor}`, configurations: { local: {} } };
  const id = `a:${executor}`;
  const task = { id, target: { project: 'a', target: executor }, overrides };
  return {
    projectName: 'a',
    targetName: executor,
    projectGraph: { nodes: { a: { data: { targets: { [executor]: target } } } } },
    taskGraph: { tasks: { [id]: task } },
  } as never;
}

const typed = { nonsence: 1, __overrides_unparsed__: ['--nonsence=1'] };

describe.each(names)('executor %s', (name) => {
  test('lets its schema pass what it does not know, for the check that can say so', () => {
    expect(readSchema(name)).not.toHaveProperty('additionalProperties');
  });

  test('does nothing with an option that it does not know', async () => {
    const run = jest.fn(async () => ({ success: true }));
    const said = jest.spyOn(console, 'error').mockImplementation(() => {});
    const checked = checkedExecutor(run);
    await expect(checked({ nonsence: 1 }, contextOf(name, typed))).resolves.toEqual({
      success: false,
    });
    expect(said).toHaveBeenCalledWith(expect.stringMatching(`^a:${name} has no option --nonsence`));
    said.mockRestore();
    expect(run).not.toHaveBeenCalled();
    await expect(checked({}, contextOf(name, {}))).resolves.toEqual({ success: true });
  });

  test('does nothing in a batch with one, either, and says so once', async () => {
    async function* run() {
      yield { task: `a:${name}`, result: { success: true, terminalOutput: '' } };
    }
    const outcomes = async (overrides: object, options: object) => {
      const tasks = ['a', 'b'].map((project) => [
        `${project}:${name}`,
        { id: `${project}:${name}`, target: { project, target: name }, overrides },
      ]);
      const graph = { tasks: Object.fromEntries(tasks) } as never;
      const all = [];
      const checked = checkedBatch(run);
      const inputs = { [`a:${name}`]: options };
      for await (const one of checked(graph, inputs, {}, contextOf(name, overrides))) all.push(one);
      return all;
    };
    const refused = await outcomes(typed, { nonsence: 1 });
    expect(refused.map(({ result }) => result.success)).toEqual([false, false]);
    expect(refused.filter(({ result }) => result.terminalOutput !== '')).toHaveLength(1);
    await expect(outcomes({}, {})).resolves.toMatchObject([{ result: { success: true } }]);
  });
});

test('Nx gets every executor with this check', () => {
  const entry = readFileSync(join(__dirname, '../../entry.node_modules/executors.cjs'), 'utf8');
  expect(entry).toMatch(/checkedExecutor\(.*=> module\(\)\.default\(\.\.\.given\)\)/s);
  expect(entry).toMatch(/checkedBatch\(.*=> module\(\)\.batch\(\.\.\.given\)\)/s);
  for (const [name, parts] of Object.entries(executors)) {
    const { batchImplementation = `./executors.cjs#${name}.batch`, implementation } = parts as {
      implementation: string;
      batchImplementation?: string;
    };
    expect(implementation).toBe(`./executors.cjs#${name}`);
    expect(batchImplementation).toBe(`./executors.cjs#${name}.batch`);
  }
});
