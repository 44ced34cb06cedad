/** Checks template.yml: `sam validate` and cfn-lint side by side. */
import type { ExecutorContext } from '@nx/devkit';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findEnvironment, localName } from '../../deploy/environment';
import { readTemplate } from '../../deploy/read-template';
import { readEnvironments } from '../../deploy/reach-environment';
import { run, type Command, type RunResult } from '../../process/run';
import type { SamTemplate } from '../../template/sam-template';
import { ensureTool } from '../../toolchain/tools';
import { describeError, UserError } from '../../user-error';
import { formatFinding, readLintFindings, readSamFinding, type Finding } from './findings';

export interface ValidateOptions {
  /** Relative to the workspace root. */
  readonly template: string;
  /** File for the warnings, relative to the workspace root. */
  readonly warnings?: string;
}

export default async function validateExecutor(
  options: ValidateOptions,
  { root, configurationName }: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const template = await readTemplate(root, options.template);
    const environments = await readEnvironments(root);
    const { region } = findEnvironment(environments, configurationName ?? localName);
    const { bin } = await ensureTool('sam', { root, run, report: (line) => console.log(line) });
    const findings = await check({ root, template, region, bin });
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

interface Check {
  readonly root: string;
  readonly template: SamTemplate;
  readonly region: string;
  readonly bin: string;
}

async function check({ root, template, region, bin }: Check): Promise<Finding[]> {
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
    },
  };
  const lint: Command = {
    program: join(bin, 'cfn-lint'),
    args: ['--format', 'json', '--regions', region, '--', template.file],
    cwd: root,
  };
  const [samResult, lintResult] = await Promise.all([run(sam), run(lint)]);
  const { code, stdout, stderr } = ended('sam validate', samResult);
  // cfn-lint's exit code is made of the levels found; without JSON it has not come to checking.
  const linted = ended('cfn-lint', lintResult);
  return [
    ...(code === 0 ? [] : [readSamFinding(`${stdout}\n${stderr}`, template)]),
    ...readLintFindings(linted.stdout, linted.stderr),
  ];
}

function ended(name: string, result: RunResult) {
  if (result.type === 'exited') return result;
  const why = result.type === 'killed' ? `was ended by ${result.signal}` : result.reason;
  throw new UserError(`${name} did not run: ${why}`);
}
