/** Makes the stack what template.yml says, removals included. */
import { deployStack } from '../deploy/deploy-stack';
import { stackExecutor } from '../deploy/stack-tasks';

export default stackExecutor(deployStack).single;
