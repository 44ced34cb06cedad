import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { killAfter } from './killed';
import { createWorkspace, type Workspace } from './workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace({ bare: true });
});
afterAll(() => workspace.dispose());

/** Tool folders that count as whole. */
const whole = () => {
  const tools = join(workspace.root, '.tools');
  const names = existsSync(tools) ? readdirSync(tools) : [];
  return names.filter((name) => existsSync(join(tools, name, '.complete')));
};

test('a set-up from nothing that is killed at any point is made whole by the next', async () => {
  // While npm installs; then in the first and in the later Python environments.
  for (const seconds of [8, 45, 60]) {
    expect(await killAfter(seconds, 'npm', ['start'], workspace.root)).toBe(true);
    expect(whole().length).toBeLessThan(3);
  }
  const { code, output } = await workspace.exec('npm', ['start']);
  expect(output).toContain('hello… hello… hello…');
  expect(code).toBe(0);
  const names = whole().map((name) => name.replace(/-[0-9a-f]{12}$/, ''));
  // A build for this machine needs no zig.
  expect(names.sort()).toEqual(['cargo-lambda', 'ministack', 'sam']);

  const again = await workspace.exec('npm', ['start']);
  expect(again.code).toBe(0);
  expect(again.output).not.toMatch(/packages, \d+ s/);
});
