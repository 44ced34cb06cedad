/** Asks where the functions of a deploy can be reached now. */
import { functionUrl } from '../aws/function-url';
import { stackResources } from '../aws/stack-resources';
import type { Stack } from '../aws/stacks';
import type { DeployRequest } from './deploy-request';
import { localUrl } from './local-aws/local-urls';
import { apiAddresses, functionUrls, haveAddresses, type Address } from './report/addresses';

type Deployed = Pick<DeployRequest, 'clients' | 'code' | 'environment' | 'template'>;

/** As they work where the stack is. */
export async function findAddresses(request: Deployed, stack: Stack): Promise<Address[]> {
  const { clients, code, environment, template } = request;
  const ids = [...code.keys()];
  if (!haveAddresses(template, ids)) return [];
  const resources = await stackResources(clients, stack.name);
  const parameters = { ...environment.parameters, ...stack.parameters };
  const place = { template, resources, deployment: { ...environment, parameters } };
  const urls = await Promise.all(
    functionUrls(place, ids).map(async ({ logicalId, functionName, qualifier }) => {
      const url = await functionUrl(clients, functionName, qualifier);
      return url === undefined ? [] : [{ method: 'ANY', url, logicalId }];
    }),
  );
  const endpoint = environment.kind === 'local' ? clients.target.endpoint : undefined;
  return [...apiAddresses(place, ids), ...urls.flat()].map((address) =>
    endpoint ? { ...address, url: localUrl(address.url, endpoint) } : address,
  );
}
