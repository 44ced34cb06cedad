import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { killWhen } from './killed';
import { createWorkspace, type Workspace } from './workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace({ bare: true });
});
afterAll(() => workspace.dispose());

const folders = (name: string) => {
  const tools = join(workspace.root, '.tools');
  const names = existsSync(tools) ? readdirSync(tools) : [];
  return names.filter((folder) => folder.replace(/-[0-9a-f]{12}$/, '') === name);
};
const isWhole = (name: string) =>
  folders(name).some((folder) => existsSync(join(workspace.root, '.tools', folder, '.complete')));
const packages = () => existsSync(join(workspace.root, 'node_modules', 'yaml'));

/** The moments: npm has half of its packages; a tool is being installed. */
const moments: [string, () => boolean][] = [
  ['npm', packages],
  ['cargo-lambda', () => folders('cargo-lambda').length > 0],
  ['sam', () => folders('sam').length > 0 && folders('ministack').length > 0],
];

test('a set-up from nothing that is killed at any point is made whole by the next', async () => {
  for (const [name, isTime] of moments) {
    const met = await killWhen(isTime, 'npm', ['start'], workspace.root);
    expect({ name, met, whole: isWhole(name) }).toEqual({ name, met: true, whole: false });
  }
  const { code, output } = await workspace.exec('npm', ['start']);
  expect(output).toContain('hello… hello… hello…');
  expect(code).toBe(0);
  expect(['cargo-lambda', 'sam', 'ministack'].map(isWhole)).toEqual([true, true, true]);
  // A build for this machine needs no zig.
  expect(folders('zig')).toEqual([]);

  const again = await workspace.exec('npm', ['start']);
  expect(again.code).toBe(0);
  expect(again.output).not.toMatch(/packages, \d+ s/);
});
