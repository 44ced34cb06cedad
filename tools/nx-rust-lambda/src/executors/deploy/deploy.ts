/** Deploys functions: all deploy tasks that Nx hands over for one environment are one stack update. */
import { deployStack } from './deploy-stack';
import { stackExecutor } from './stack-tasks';

const executor = stackExecutor(deployStack);

export const { batch } = executor;
export default executor.single;
