/** `nx run stack:doctor`: what is installed, what is missing, the mend. Changes nothing. */
import type { ExecutorContext } from '@nx/devkit';
import { requirements, type Probe } from '../../../../setup/requirements.cjs';
import { findProgram } from '../../../../setup/search-path.cjs';
import { run, type Run } from '../../process/run';
import { findRust, hasStd, stdMend } from '../../toolchain/rust';
import { findTool, pinnedVersion, type ToolName } from '../../toolchain/tools';
import { describeError, UserError } from '../../user-error';
import {
  describeFindings,
  isHealthy,
  judgeProgram,
  judgeTool,
  type Finding,
  type ToolQuestion,
} from './findings';

const lambdaTarget = 'aarch64-unknown-linux-gnu';

/** What each environment brings, as users know it. */
const toolQuestions: readonly { environment: ToolName; name: string; purpose: string }[] = [
  { environment: 'cargo-lambda', name: 'cargo-lambda', purpose: 'builds a bootstrap' },
  { environment: 'zig', name: 'zig', purpose: 'links for Lambda' },
  { environment: 'sam', name: 'sam', purpose: 'packages for real accounts' },
  { environment: 'sam', name: 'cfn-lint', purpose: 'validates template.yml' },
  { environment: 'ministack', name: 'ministack', purpose: 'is the local AWS' },
];

export default async function doctor(
  _options: Record<string, never>,
  { root }: Pick<ExecutorContext, 'root'>,
): Promise<{ success: boolean }> {
  try {
    const findings = [
      ...(await findPrograms(root)),
      await findStd(root),
      ...(await Promise.all(toolQuestions.map((question) => findOurTool(root, question)))),
    ];
    console.log(describeFindings(findings));
    return { success: isHealthy(findings) };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}

function findPrograms(root: string): Promise<Finding[]> {
  return Promise.all(
    requirements.map(async (requirement) => {
      const file = findProgram(requirement.program, process.env['PATH']);
      const probe = file ? await probeProgram(run, file, requirement.args, root) : missing;
      return judgeProgram(requirement, probe, process.platform);
    }),
  );
}

const missing: Probe = { type: 'missing' };

async function probeProgram(
  start: Run,
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<Probe> {
  const result = await start({ program, args, cwd });
  switch (result.type) {
    case 'exited':
      return { type: 'exited', code: result.code, output: `${result.stdout}\n${result.stderr}` };
    case 'killed':
      return { type: 'exited', code: 1, output: `ended by ${result.signal}` };
    case 'spawn-failed':
      return { type: 'exited', code: 1, output: result.reason };
  }
}

async function findStd(root: string): Promise<Finding> {
  const shared = {
    name: 'Rust std',
    needed: lambdaTarget,
    required: false,
    purpose: 'compiles for Lambda',
  };
  try {
    const rust = await findRust({ root, run });
    if (hasStd(rust, lambdaTarget)) {
      return { ...shared, found: rust.version, state: 'ok', mend: undefined };
    }
    const mend = `Rust's standard library for ${lambdaTarget} is missing; ${stdMend(rust, lambdaTarget)}`;
    return { ...shared, found: '-', state: 'missing', mend };
  } catch (error) {
    // Without a working Rust its own lines say what to do.
    if (error instanceof UserError)
      return { ...shared, found: '-', state: 'missing', mend: undefined };
    throw error;
  }
}

async function findOurTool(
  root: string,
  question: Omit<ToolQuestion, 'pinned'> & { readonly environment: ToolName },
): Promise<Finding> {
  const { environment, name } = question;
  const pinned = await pinnedVersion(environment, root, name);
  return judgeTool({ ...question, pinned }, await findTool(environment, { root, run }));
}
