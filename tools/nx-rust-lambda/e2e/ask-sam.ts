/** Asks the real SAM how it reads samconfig.toml: one Python process answers for all cases. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findEnvironment,
  parseEnvironments,
  refuseWithoutVersion,
  type Environment,
} from '../src/deploy/environment/environment';
import { run } from '../src/process/run';
import { ensureTool } from '../src/toolchain/tools';
import { UserError } from '../src/user-error';
import { repository } from './workspace';

export interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly environment: string;
}

export type Answer =
  | { readonly values: Readonly<Record<string, unknown>> }
  | { readonly error: string; readonly values?: never };

export async function printed(script: string, args: readonly string[]): Promise<unknown> {
  const { python } = await ensureTool('sam', { root: repository, run, report: () => {} });
  const result = await run({
    program: python,
    args: [join(__dirname, script), ...args],
    cwd: repository,
    env: { SAM_CLI_TELEMETRY: '0' },
  });
  if (result.type !== 'exited' || result.code !== 0) throw new Error(JSON.stringify(result));
  return JSON.parse(result.stdout);
}

export async function askSam(cases: readonly Case[]): Promise<Answer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'samconfig-'));
  try {
    const file = join(folder, 'cases.json');
    writeFileSync(file, JSON.stringify(cases));
    return (await printed('sam-config.py', [file])) as Answer[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function readHere({ files, environment }: Case): Environment | string {
  const text = files['samconfig.toml'] ?? '';
  try {
    refuseWithoutVersion(text);
    return findEnvironment(
      parseEnvironments(text, (path) => files[path]),
      environment,
    );
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

export const deploying = (lines: string, more: Readonly<Record<string, string>> = {}): Case => ({
  files: {
    'samconfig.toml': `version = 0.1\n[e.deploy.parameters]\nstack_name = "s"\n${lines}\n`,
    ...more,
  },
  environment: 'e',
});

/** A TOML string that means a text. */
export const quoted = (text: string) =>
  `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`;

interface Comparison {
  readonly equal: number;
  readonly refusedByBoth: number;
  /** What SAM would read a part of, or fill with Python's own notation. */
  readonly refusedHere: number;
  /** What SAM itself does not come to an end with. */
  readonly slow: number;
}

/** Values that are read here are SAM's; what SAM refuses is refused here. */
export async function compare(
  cases: readonly Case[],
  key: string,
  mine: (environment: Environment) => unknown,
): Promise<Comparison> {
  const answers = await askSam(cases);
  let [equal, refusedByBoth, refusedHere, slow] = [0, 0, 0, 0];
  cases.forEach((one, at) => {
    const answer = answers[at]!;
    const here = readHere(one);
    const text = one.files['samconfig.toml'];
    if (answer.values === undefined && answer.error.startsWith('TimeoutError')) slow += 1;
    else if (answer.values === undefined) {
      expect({ text, sam: answer.error, here }).toMatchObject({ here: expect.any(String) });
      refusedByBoth += 1;
    } else if (typeof here === 'string') {
      expect({ text, here }).toMatchObject({
        here: expect.stringMatching(
          /^samconfig\.toml:\d+: environment 'e' has .*(pass over|as the value of|nothing reads)/s,
        ),
      });
      refusedHere += 1;
    } else {
      expect({ text, values: mine(here) }).toEqual({ text, values: answer.values[key] ?? {} });
      equal += 1;
    }
  });
  return { equal, refusedByBoth, refusedHere, slow };
}

// Pieces that mean something to SAM's expressions, so that their order is what is tried.

// TOML has no such characters in its strings.
export const isText = (line: string) =>
  Buffer.from(line).toString() === line &&
  [...line].every((one) => one === '\t' || one === '\n' || (one >= ' ' && one !== '\x7f'));
