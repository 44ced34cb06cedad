/** What a run is refused for before it does anything: nothing is built, nothing deployed, nothing sent. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkspace, type Workspace } from './workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.dispose());
beforeEach(() => rmSync(join(workspace.root, 'dist'), { recursive: true, force: true }));

const isBuilt = () => existsSync(join(workspace.root, 'dist'));
const hasLocalAws = () => existsSync(join(workspace.root, '.local-aws'));

test.each([
  ['run echo:deploy --dryrn', 'echo:deploy has no option --dryrn; did you mean --dry-run?'],
  ['deploy echo --dryrun', 'echo:deploy has no option --dryrun; did you mean --dry-run?'],
  ['run echo:deploy --dry_run --batch=false', 'did you mean --dry-run?'],
  ['run echo:deploy -- --dryrn', 'did you mean --dry-run?'],
  ['run echo:deploy production', 'did you mean -c production?'],
  [
    'run-many -t build deploy --dry-run',
    'echo:build has no option --dry-run, which echo:deploy has',
  ],
  ['run stack:deploy-all --allow-dataloss', 'did you mean --allow-data-loss?'],
  ['run echo:diff --wait=maybe', "--wait is 'maybe', and can only be there or not"],
  ['affected -t diff --files=apps/echo/main.rs --jsn=x', 'did you mean --json?'],
  ['run echo:invoke --paylod={}', 'echo:invoke has no option --paylod; did you mean --payload?'],
  ['run stack:destroy --force', 'stack:destroy has no option --force; it has --yes'],
  ['run echo:build --release', 'echo:build has no option --release; it has none'],
  ['run echo:build --release --batch=false', 'echo:build has no option --release'],
  ['run echo:test -- --nocapture', 'echo:test has no option --nocapture; it has none'],
  ['run stack:outputs --josn=x', 'did you mean --json?'],
  ['run echo:deploy -cproduction', "Nx does not read '-cproduction' as a configuration"],
  ['run echo:deploy --c=production', 'write -c production'],
  ['deploy echo -c local -c production', 'names a configuration 2 times (local, production)'],
  ['deploy echo --environment=production', 'an environment is named with -c <environment>'],
  ['run echo:invoke -c prodction', "samconfig.toml: has no environment 'prodction'"],
  ['run echo:build -c nope', "no target of this run has a configuration 'nope'"],
  ['run echo:test:nope', "no target of this run has a configuration 'nope'"],
])('nx %s', async (line, sentence) => {
  const { code, output } = await workspace.nx(line.split(' '));
  expect(output).toContain(sentence);
  expect(output.split(sentence)).toHaveLength(2);
  expect(output).not.toMatch(/Successfully|UnhandledPromise|at .*\.ts:/);
  expect(code).toBe(1);
  expect(isBuilt()).toBe(false);
  expect(hasLocalAws()).toBe(false);
});
