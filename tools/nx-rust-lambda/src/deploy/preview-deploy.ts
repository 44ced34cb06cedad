/** What a dry run does: reads the stack, and changes nothing anywhere. */
import { describeStack } from '../aws/stacks';
import { beyondScope, formatBeyondScope } from './report/beyond-scope';
import { deployPreview, formatPreview } from './report/deploy-preview';
import type { DeployRequest } from './deploy-request';
import { compose } from './plan-update';
import { stackState } from './stack-state';

/** The lines that tell a person what a deploy would do. */
export async function previewDeploy(request: DeployRequest): Promise<string[]> {
  const { clients, environment, code } = request;
  const found = await describeStack(clients, environment.stackName);
  const place = { ...environment, environment: environment.name };
  const { type } = stackState(found?.status, place);
  const isThere = type !== 'absent' && type !== 'planned' && type !== 'never-created';
  const stack = isThere ? found : undefined;
  const { deployed, composition, parameters } = await compose(request, stack);
  const preview = deployPreview({
    deployed,
    composition,
    code,
    parameters,
    deployedParameters: stack?.parameters ?? {},
    tags:
      stack && composition.extent === 'functions'
        ? undefined
        : { before: stack?.tags ?? {}, after: environment.tags },
  });
  return [
    ...(found && type !== 'ready' ? [`stack ${found.name} is in ${found.status}`] : []),
    ...formatPreview(preview, environment),
    ...formatBeyondScope(beyondScope(composition, environment, stack)),
  ];
}
