/** Checks template.yml: `sam validate` and cfn-lint side by side, and what both of them miss. */
import type { ExecutorContext } from '@nx/devkit';
import { statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findEnvironment, localName, type Environment } from '../../deploy/environment/environment';
import { readTemplate } from '../../deploy/read-template';
import { readEnvironments } from '../../deploy/environment/read-environments';
import { noFacts } from '../../deploy/template-checks/check-input';
import { checkTemplate } from '../../deploy/template-checks/template-checks';
import { run, type Command, type Run, type RunResult } from '../../process/run';
import { formatFinding, type Finding } from '../../template/finding';
import type { SamTemplate } from '../../sam/sam-template';
import { ensureTool } from '../../toolchain/tools';
import { describeError, UserError } from '../../user-error';
import { mergeFindings, readLintFindings, readSamFindings } from './findings';
import { readSamFacts } from './sam-facts';

export interface ValidateOptions {
  /** Relative to the workspace root. */
  readonly template: string;
  /** Folders of the crates that are functions, relative to the workspace root. */
  readonly crates: readonly string[];
  /** File for the warnings, relative to the workspace root. */
  readonly warnings?: string;
}

export default async function validateExecutor(
  options: ValidateOptions,
  { root, configurationName }: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const template = await readTemplate(root, options.template);
    const environments = readEnvironments(root);
    const environment = findEnvironment(environments, configurationName ?? localName);
    const { bin } = await ensureTool('sam', { root, run, report: (line) => console.log(line) });
    const { crates } = options;
    const findings = await validate({ root, template, environment, crates, bin, run });
    for (const finding of findings) console.log(formatFinding(finding));
    const errors = findings.filter(({ level }) => level === 'error').length;
    if (errors === 0) console.log(`${template.file} is valid`);
    if (options.warnings) {
      const file = join(root, options.warnings);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, findings.map((finding) => `${formatFinding(finding)}\n`).join(''));
    }
    return { success: errors === 0 };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}

export interface Validation {
  /** Absolute workspace root. */
  readonly root: string;
  readonly template: SamTemplate;
  readonly environment: Environment;
  readonly crates: ValidateOptions['crates'];
  /** Absolute folder of `sam` and `cfn-lint`. */
  readonly bin: string;
  readonly run: Run;
}

/** @throws UserError if one of the programs does not run */
export async function validate(validation: Validation): Promise<Finding[]> {
  const { root, template, environment, crates, bin, run } = validation;
  const { region } = environment;
  const sam: Command = {
    program: join(bin, 'sam'),
    args: ['validate', '--template-file', template.file, '--region', region],
    cwd: root,
    env: {
      SAM_CLI_TELEMETRY: '0',
      // Only plain validation is wanted, which asks AWS nothing; it still insists on credentials.
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_SESSION_TOKEN: undefined,
      AWS_PROFILE: undefined,
      // It asks IAM for a policy's name that it does not know; that is our own finding.
      AWS_ENDPOINT_URL: nowhere,
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
      AWS_MAX_ATTEMPTS: '1',
    },
  };
  const lint: Command = {
    program: join(bin, 'cfn-lint'),
    args: ['--format', 'json', '--regions', region, '--', template.file],
    cwd: root,
  };
  const [samResult, lintResult, facts] = await Promise.all([
    run(sam),
    run(lint),
    readSamFacts(bin),
  ]);
  const { code, stdout, stderr } = ended('sam validate', samResult);
  // cfn-lint's exit code is made of the levels found; without JSON it has not come to checking.
  const linted = ended('cfn-lint', lintResult);
  return mergeFindings({
    lint: readLintFindings(linted.stdout, linted.stderr, template),
    own: checkTemplate({
      template,
      environment,
      crates,
      sam: facts ?? noFacts,
      entryAt: entryIn(root),
    }),
    sam: code === 0 ? [] : readSamFindings(`${stdout}\n${stderr}`, template),
  });
}

/** The discard port of this machine, where nothing listens. */
const nowhere = 'http://127.0.0.1:9';

function entryIn(root: string) {
  return (path: string): 'file' | 'folder' | undefined => {
    const entry = statSync(join(root, path), { throwIfNoEntry: false });
    if (!entry) return undefined;
    return entry.isDirectory() ? 'folder' : 'file';
  };
}

function ended(name: string, result: RunResult) {
  if (result.type === 'exited') return result;
  const why = result.type === 'killed' ? `was ended by ${result.signal}` : result.reason;
  throw new UserError(`${name} did not run: ${why}`);
}
