/** Shows the outputs of an environment's stack; as JSON, `{ "<key>": "<value>" }`. */
import { outputRows } from '../../deploy/report/output-rows';
import { stackTableExecutor } from '../stack-table';

export default stackTableExecutor(async (stack, environment, clients) => {
  const rows = outputRows(stack, environment, clients);
  return { rows, json: Object.fromEntries(rows), empty: `stack ${stack.name} has no outputs` };
});
