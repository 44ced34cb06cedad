/** Knows how a person reads what a deploy has come to. Pure. */
import { formatPlace } from '../../user-error';
import { formatTable } from './change-set';
import type { DeployRequest } from '../deploy-request';
import { describeInterruption, type DeployResult, type Phase } from './deploy-result';
import { outputRows } from './output-rows';

export function describeResult(
  result: DeployResult,
  { environment, clients }: Pick<DeployRequest, 'environment' | 'clients'>,
): string[] {
  const { stackName, region } = environment;
  if (result.type === 'failed') {
    const place = result.place ? `${formatPlace(result.place)}: ` : '';
    const resource = result.logicalId ? `${result.logicalId} failed: ` : '';
    return [
      `${place}${resource}${result.reason}`,
      // CloudFormation: "Action denied by stack policy: Statement [#1] denies Update:Modify …"
      ...(/stack policy/i.test(result.reason)
        ? [
            `the stack's policy forbids this; whoever may change it can allow it with aws cloudformation set-stack-policy --stack-name ${stackName} --region ${region}`,
          ]
        : []),
      `stack ${stackName} ${result.status ? `is now in ${result.status}` : 'does not exist'}`,
    ];
  }
  if (result.type === 'not-executed') {
    const { name } = environment;
    return [
      result.why === 'never'
        ? `nothing was changed: no_execute_changeset is set for '${name}' in samconfig.toml`
        : `nothing was changed: confirm_changeset is set for '${name}' in samconfig.toml; add --no-confirm-changeset to make these changes`,
    ];
  }
  if (result.type === 'interrupted') return [describeInterruption(result, stackName)];
  const rows = outputRows(result.stack, environment, clients);
  return [
    ...(result.type === 'no-changes'
      ? [`no changes: stack ${result.stack.name} is up to date`]
      : []),
    ...(rows.length > 0 ? [`outputs of ${result.stack.name}:\n${formatTable(rows)}`] : []),
    `${result.type === 'deployed' ? 'deployed' : 'checked'} (${describePhases(result.phases)})`,
  ];
}

/** A plan that was made anew has its phases more than once. */
function describePhases(phases: readonly Phase[]): string {
  const names = [...new Set(phases.map(({ name }) => name))];
  return names
    .map((name) => {
      const own = phases.filter((phase) => phase.name === name);
      return `${name} ${own.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(1)} s`;
    })
    .join(', ');
}
