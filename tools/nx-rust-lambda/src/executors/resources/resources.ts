/** Shows the resources of an environment's stack; as JSON, a list of what each column says. */
import { stackResources } from '../../aws/stack-resources';
import { stackTableExecutor } from '../stack-table';

export default stackTableExecutor(async (stack, _environment, clients) => {
  const found = await stackResources(clients, stack.id);
  const json = found
    .map(({ logicalId, type, status, physicalId }) => ({ logicalId, type, status, physicalId }))
    .sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1));
  const rows = json.map((resource) => Object.values(resource));
  return { rows, json, empty: `stack ${stack.name} has no resources` };
});
