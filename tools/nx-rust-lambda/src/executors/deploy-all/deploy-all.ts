/** Makes the stack what template.yml says, removals included. */
import type { ExecutorContext } from '@nx/devkit';
import { describeError } from '../../user-error';
import type { DeployOptions } from '../deploy/deploy-options';
import { deployStack } from '../deploy/deploy-stack';
import { wholeScope } from '../deploy/scope-of';

export default async function deployAllExecutor(
  options: DeployOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const scope = wholeScope(context.configurationName, context);
    return { success: await deployStack(scope, options, (line) => console.log(line)) };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}
