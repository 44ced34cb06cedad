/** Deletes an environment's stack, once it is certain that this stack is meant. */
import type { ExecutorContext } from '@nx/devkit';
import { stackResources } from '../../aws/stack-resources';
import { deployedTemplate, describeStack } from '../../aws/stacks';
import { formatTable } from '../../deploy/report/change-set';
import { deleteStack } from '../../deploy/delete-stack';
import { awaitStack } from '../../deploy/follow-stack';
import { deletionRows, refuseProtected, refuseWithoutConsent } from '../../deploy/stack-deletion';
import { parseTemplateData, type JsonObject } from '../../sam/sam-template';
import { describeError, UserError } from '../../user-error';
import { reachFromTask } from '../reach-from-task';

export interface DestroyOptions {
  readonly yes?: boolean;
  /** The stack's name once more. */
  readonly stack?: string;
  readonly endpointUrl?: string;
}

export default async function destroyExecutor(
  options: DestroyOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    await destroy(options, context, (line) => console.log(line));
    return { success: true };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}

async function destroy(
  { yes = false, stack: named, endpointUrl }: DestroyOptions,
  context: ExecutorContext,
  report: (line: string) => void,
): Promise<void> {
  const { environment, clients, account } = await reachFromTask(context, endpointUrl, report);
  const { name, stackName, region } = environment;
  const found = await describeStack(clients, stackName);
  if (!found) {
    report(`stack '${stackName}' of '${name}' does not exist; there is nothing to delete`);
    return;
  }
  report(`stack ${stackName} of ${name}, account ${account}, region ${region}:`);
  const resources = await stackResources(clients, found.id);
  const rows = deletionRows(resources, templateOf(await deployedTemplate(clients, found.id)));
  report(rows.length > 0 ? formatTable(rows) : '  no resources');
  if (found.terminationProtection) refuseProtected(environment);
  refuseWithoutConsent(environment, { yes, stack: named });
  const idle = await awaitStack({ clients, stackName, report, signal: undefined }, found);
  const result = idle ? await deleteStack({ clients, report }, idle) : { type: 'deleted' as const };
  if (result.type === 'refused') {
    throw new UserError(`CloudFormation does not delete stack '${stackName}': ${result.reason}`);
  }
  if (result.type === 'failed') {
    result.resources.forEach(report);
    throw new UserError(
      `stack '${stackName}' is now in DELETE_FAILED; mend what stands above, then run the same command again`,
    );
  }
  report(`deleted stack ${stackName} of ${name}`);
}

/** A stack that was never more than planned has no template. */
function templateOf(text: string): JsonObject {
  return text.trim() === '{}' ? {} : parseTemplateData(text, 'the deployed template');
}
