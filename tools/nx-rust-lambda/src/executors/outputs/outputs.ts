/** Shows the outputs of an environment's stack. */
import type { ExecutorContext } from '@nx/devkit';
import { writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { describeStack } from '../../aws/stacks';
import { formatTable } from '../../deploy/report/change-set';
import { missingStack } from '../../deploy/environment/environment';
import { outputRows } from '../../deploy/report/output-rows';
import { reachEnvironment } from '../../deploy/environment/reach-environment';
import { run } from '../../process/run';
import { describeError } from '../../user-error';

export interface OutputsOptions {
  /** File for `{ "<key>": "<value>" }`. */
  readonly json?: string;
  readonly endpointUrl?: string;
}

export default async function outputsExecutor(
  { json, endpointUrl }: OutputsOptions,
  { root, configurationName }: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const { environment, clients } = await reachEnvironment({
      root,
      name: configurationName,
      endpointUrl,
      run,
      report: (line) => console.error(line),
    });
    const stack = await describeStack(clients, environment.stackName);
    if (!stack) throw missingStack(environment);
    const rows = outputRows(stack, environment, clients);
    if (json !== undefined) {
      const file = isAbsolute(json) ? json : join(root, json);
      await writeFile(file, `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`);
    }
    console.log(rows.length > 0 ? formatTable(rows) : `stack ${stack.name} has no outputs`);
    return { success: true };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}
