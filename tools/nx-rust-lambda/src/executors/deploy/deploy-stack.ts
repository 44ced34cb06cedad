/** One stack update from beginning to end, as a person sees it. */
import { formatTable } from '../../deploy/change-set';
import type { DeployRequest } from '../../deploy/deploy-request';
import type { DeployResult } from '../../deploy/deploy-result';
import { outputRows } from '../../deploy/output-rows';
import { performDeploy } from '../../deploy/perform-deploy';
import { previewDeploy } from '../../deploy/preview-deploy';
import { withStackLock } from '../../deploy/stack-lock';
import { formatPlace } from '../../user-error';
import type { DeployOptions } from './deploy-options';
import { openStack, type StackScope } from './open-stack';

/** @returns whether the stack is now as it should be; what went wrong has been printed */
export async function deployStack(
  scope: StackScope,
  options: DeployOptions,
  report: (line: string) => void,
): Promise<boolean> {
  const { request, account } = await openStack(scope, options, report);
  if (options.dryRun) {
    (await previewDeploy(request)).forEach(request.report);
    return true;
  }
  const { environment, clients, wait } = request;
  const stack = {
    stackName: environment.stackName,
    region: environment.region,
    account: clients.target.endpoint ?? account,
  };
  const result = await withStackLock(stack, { wait, report: request.report }, () =>
    performDeploy(request),
  );
  return reportResult(result, request);
}

function reportResult(result: DeployResult, request: DeployRequest): boolean {
  const { environment, clients, report } = request;
  const { stackName } = environment;
  if (result.type === 'failed') {
    const place = result.place ? `${formatPlace(result.place)}: ` : '';
    const resource = result.logicalId ? `${result.logicalId} failed: ` : '';
    report(`${place}${resource}${result.reason}`);
    if (/stack policy/i.test(result.reason)) {
      report(
        `the stack's policy forbids this; whoever owns it can allow it with aws cloudformation set-stack-policy --stack-name ${stackName} --region ${environment.region}`,
      );
    }
    report(`stack ${stackName} ${result.status ? `is now in ${result.status}` : 'does not exist'}`);
    return false;
  }
  if (result.type === 'interrupted') {
    report(
      result.isExecuting
        ? `interrupted: CloudFormation goes on with its update of ${stackName}; the next deploy follows it`
        : `interrupted: the change set is removed, and nothing of ${stackName} was changed`,
    );
    return false;
  }
  if (result.type === 'no-changes') report(`no changes: stack ${result.stack.name} is up to date`);
  const rows = outputRows(result.stack, environment, clients);
  if (rows.length > 0) report(`outputs of ${result.stack.name}:\n${formatTable(rows)}`);
  const names = [...new Set(result.phases.map(({ name }) => name))];
  const phases = names.map((name) => {
    const own = result.phases.filter((phase) => phase.name === name);
    return `${name} ${own.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(1)} s`;
  });
  report(`${result.type === 'deployed' ? 'deployed' : 'checked'} (${phases.join(', ')})`);
  return true;
}
