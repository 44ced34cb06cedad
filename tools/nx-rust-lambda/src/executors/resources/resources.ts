/** Shows the resources of an environment's stack. */
import type { ExecutorContext } from '@nx/devkit';
import { writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { stackResources } from '../../aws/stack-resources';
import { describeStack } from '../../aws/stacks';
import { formatTable } from '../../deploy/report/change-set';
import { missingStack } from '../../deploy/environment/environment';
import { reachEnvironment } from '../../deploy/environment/reach-environment';
import { run } from '../../process/run';
import { describeError } from '../../user-error';

export interface ResourcesOptions {
  /** File for a list of `{ logicalId, type, status, physicalId }`. */
  readonly json?: string;
  readonly endpointUrl?: string;
}

export default async function resourcesExecutor(
  { json, endpointUrl }: ResourcesOptions,
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
    const found = await stackResources(clients, stack.id);
    const resources = found
      .map(({ logicalId, type, status, physicalId }) => ({ logicalId, type, status, physicalId }))
      .sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1));
    if (json !== undefined) {
      const file = isAbsolute(json) ? json : join(root, json);
      await writeFile(file, `${JSON.stringify(resources, null, 2)}\n`);
    }
    console.log(
      resources.length > 0
        ? formatTable(resources.map((resource) => Object.values(resource)))
        : `stack ${stack.name} has no resources`,
    );
    return { success: true };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}
