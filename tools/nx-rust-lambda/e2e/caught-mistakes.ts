/** What the validation says of a mistake, and whether that is what it should say. */
import { findEnvironment, parseEnvironments } from '../src/deploy/environment/environment';
import { readTemplate } from '../src/deploy/read-template';
import { validate } from '../src/executors/validate/validate';
import type { Run } from '../src/process/run';
import { formatFinding } from '../src/template/finding';
import { describeError } from '../src/user-error';
import type { Mistake } from './template-mistakes';
import type { Workspace } from './workspace';

/** @returns the template's file, relative to the workspace root */
export function writeMistake(workspace: Workspace, mistake: Mistake): string {
  const file = `${mistake.name.replace(/\W+/g, '-')}.yml`;
  workspace.write(file, mistake.template);
  return file;
}

interface Linters {
  readonly workspace: Workspace;
  readonly bin: string;
  readonly run: Run;
}

export async function findingsOf(mistake: Mistake, linters: Linters): Promise<string[]> {
  const { workspace, bin, run } = linters;
  const { root } = workspace;
  const environments = parseEnvironments(mistake.samconfig);
  const environment = findEnvironment(environments, mistake.environment);
  const crates = ['apps/echo'];
  try {
    const template = await readTemplate(root, writeMistake(workspace, mistake));
    const found = await validate({ root, template, environment, crates, bin, run });
    return found.map(formatFinding);
  } catch (error) {
    // A file that cannot be read as a template is told by whatever reads it.
    return [describeError(error)];
  }
}

/** One error, at the line that has the mistake; warnings may follow from it. */
export function expectCaught({ template, at, says }: Mistake, findings: readonly string[]): void {
  const line = template.slice(0, template.lastIndexOf(at)).split('\n').length;
  const errors = findings.filter((finding) => !finding.includes(': warning: '));
  expect(errors).toEqual([expect.stringContaining(says)]);
  expect(errors[0]).toContain(`.yml:${line}: `);
}
