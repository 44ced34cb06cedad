/** The tests of tools/local-aws, which are Python's, run by the Python that has ministack. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../src/process/run';
import { ensureTool } from '../src/toolchain/tools';
import { repository } from './workspace';

const folder = join(repository, 'tools', 'local-aws');
const modules = readdirSync(join(folder, 'tests'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /(^|\/)test_\w+\.py$/.test(file))
  .map((file) => `tests.${file.replace(/\.py$/, '').replaceAll('/', '.')}`);

test('there are some', () => expect(modules).toContain('tests.test_gate'));

test.each(modules)('%s', async (module) => {
  const tools = { root: repository, run, report: () => {} };
  // One test compares with the schemas that SAM brings along.
  await ensureTool('sam', tools);
  const { python } = await ensureTool('ministack', tools);
  const result = await run({
    program: python,
    args: ['-m', 'unittest', module],
    cwd: folder,
    env: { PYTHONDONTWRITEBYTECODE: '1' },
  });
  const said = result.type === 'exited' ? result.stderr : JSON.stringify(result);
  expect(said).toMatch(/^Ran [1-9]\d* tests? in .*\n\nOK$/m);
  expect(result).toMatchObject({ type: 'exited', code: 0 });
});
