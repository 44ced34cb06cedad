/** How a deployed stack is looked at: as a table, and as JSON for scripts. */
import type { ExecutorContext } from '@nx/devkit';
import { stringify } from 'lossless-json';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { AwsClients } from '../aws/clients';
import { describeStack, type Stack } from '../aws/stacks';
import { missingStack } from '../deploy/advice';
import type { Environment } from '../deploy/environment/environment';
import { formatTable } from '../deploy/report/change-set';
import { describeError } from '../user-error';
import { reachFromTask } from './reach-from-task';

export interface StackTableOptions {
  /** File for the same as JSON, relative to the workspace root. */
  readonly json?: string;
  readonly endpointUrl?: string;
}

export interface StackTable {
  readonly rows: readonly (readonly string[])[];
  readonly json: unknown;
  /** Said where there are no rows. */
  readonly empty: string;
}

type StackTableExecutor = (
  options: StackTableOptions,
  context: ExecutorContext,
) => Promise<{ success: boolean }>;

export function stackTableExecutor(
  look: (stack: Stack, environment: Environment, clients: AwsClients) => Promise<StackTable>,
): StackTableExecutor {
  return async ({ json, endpointUrl }, context) => {
    try {
      const { environment, clients } = await reachFromTask(context, endpointUrl);
      const stack = await describeStack(clients, environment.stackName);
      if (!stack) throw missingStack(environment);
      const table = await look(stack, environment, clients);
      if (json !== undefined) await writeJson(resolve(context.root, json), table.json);
      console.log(table.rows.length > 0 ? formatTable(table.rows) : table.empty);
      return { success: true };
    } catch (error) {
      console.error(describeError(error));
      return { success: false };
    }
  };
}

/**
 * Numbers that kept their text on the way are written with it.
 *
 * @param file absolute
 */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${stringify(value, null, 2) ?? 'null'}\n`);
}
