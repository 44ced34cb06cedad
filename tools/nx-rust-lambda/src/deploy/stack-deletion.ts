/** What a deletion of a stack would do, what refuses it, and what to do when it fails. Pure. */
import type { StackResource } from '../aws/stack-resources';
import { objectAt, type JsonObject } from '../sam/sam-template';
import { UserError } from '../user-error';
import { holdsData } from './composition/data-loss';
import { localName, type Environment } from './environment/environment';

/** Logical id, type, physical id, and what a person must know before it is gone; data first. */
export function deletionRows(
  resources: readonly StackResource[],
  /** As it was deployed; SAM's own resources are not in it. */
  template: JsonObject,
): string[][] {
  const rank = ({ type }: StackResource) => (holdsData(type) ? 0 : 1);
  return resources
    .filter(({ status }) => status !== 'DELETE_COMPLETE')
    .toSorted((a, b) => rank(a) - rank(b) || (a.logicalId < b.logicalId ? -1 : 1))
    .map(({ logicalId, type, physicalId }) => {
      const policy = objectAt(template, 'Resources', logicalId)['DeletionPolicy'];
      const marks = [...(holdsData(type) ? ['HOLDS DATA'] : []), ...policyMarks(policy)];
      return [logicalId, type, physicalId, marks.join(', ')];
    });
}

// AWS: DeletionPolicy attribute.
function policyMarks(policy: unknown): string[] {
  if (policy === 'Retain' || policy === 'RetainExceptOnCreate') return ['is kept'];
  return policy === 'Snapshot' ? ['a snapshot is kept'] : [];
}

export interface Consent {
  readonly yes: boolean;
  /** As given on the command line. */
  readonly stack: string | undefined;
}

/** @throws UserError unless it is certain that this stack is meant */
export function refuseWithoutConsent(
  { name, stackName }: Pick<Environment, 'name' | 'stackName'>,
  { yes, stack }: Consent,
): void {
  const isLocal = name === localName;
  if (stack !== undefined && stack !== stackName) {
    throw new UserError(
      `--stack=${stack} is not the stack of '${name}', which is '${stackName}'; nothing was deleted`,
    );
  }
  if (yes && (isLocal || stack !== undefined)) return;
  const needs = [yes ? '' : '--yes', isLocal || stack !== undefined ? '' : `--stack=${stackName}`];
  throw new UserError(
    `nothing was deleted; to delete stack '${stackName}' of '${name}' and what is listed above, add ${needs.filter(Boolean).join(' ')}`,
  );
}

/** @throws UserError with the command that takes the protection away */
export function refuseProtected({
  name,
  stackName,
  region,
}: Pick<Environment, 'name' | 'stackName' | 'region'>): never {
  throw new UserError(
    `stack '${stackName}' of '${name}' has termination protection, so nothing was deleted; take it away with aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${stackName} --region ${region}`,
  );
}

/** One line for each resource that could not be deleted: CloudFormation's reason, and what helps. */
export function deletionFailures(resources: readonly StackResource[]): string[] {
  return resources
    .filter(({ status }) => status === 'DELETE_FAILED')
    .map(({ logicalId, type, physicalId, reason }) => {
      const why = reason ?? 'CloudFormation gives no reason';
      return `${logicalId} (${type} ${physicalId}) was not deleted: ${why}; ${mendOf(type, physicalId)}`;
    });
}

function mendOf(type: string, physicalId: string): string {
  switch (type) {
    case 'AWS::S3::Bucket':
      return `if it is not empty, empty it with aws s3 rm s3://${physicalId} --recursive (and its old versions, if it has them)`;
    case 'AWS::ECR::Repository':
      return 'if it has images, delete them with aws ecr batch-delete-image';
    case 'AWS::IAM::Role':
      return 'if policies were attached to it outside the stack, detach them';
    default:
      return 'mend that, or delete it yourself';
  }
}
