/** Knows what the status of a stack means for the next deploy. */
import { stackCommand } from './advice';

export type StackState =
  | { readonly type: 'absent' }
  /** An earlier first deploy was planned but never executed: nothing exists yet. */
  | { readonly type: 'planned' }
  | { readonly type: 'ready' }
  | { readonly type: 'busy' }
  /** The first deploy failed; CloudFormation lets such a stack only be deleted. */
  | { readonly type: 'never-created'; readonly why: string }
  /** Only a person can decide what is to be done. */
  | { readonly type: 'broken'; readonly why: string; readonly mend: string };

/** How sentences name a stack and the command line that reaches it. */
export interface StackPlace {
  readonly stackName: string;
  readonly region: string;
  /** Name in samconfig.toml. */
  readonly environment: string;
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
export function stackState(status: string | undefined, place: StackPlace): StackState {
  const aws = (command: string) =>
    `run aws cloudformation ${command} --stack-name ${place.stackName} --region ${place.region}, then deploy again`;
  switch (status) {
    case undefined:
    case 'DELETE_COMPLETE':
      return { type: 'absent' };
    case 'REVIEW_IN_PROGRESS':
      return { type: 'planned' };
    case 'ROLLBACK_COMPLETE':
      return { type: 'never-created', why: 'its first deploy failed and was rolled back' };
    case 'ROLLBACK_FAILED':
      return {
        type: 'never-created',
        why: 'its first deploy failed, and so did its rollback, so that some of its resources may still be there',
      };
    case 'CREATE_FAILED':
      return {
        type: 'never-created',
        why: 'its first deploy failed, and what it had made was kept',
      };
    case 'UPDATE_ROLLBACK_FAILED':
      return {
        type: 'broken',
        why: 'an update failed, and so did its rollback',
        mend: `mend what kept it from rolling back, ${aws('continue-update-rollback')}`,
      };
    case 'UPDATE_FAILED':
      return {
        type: 'broken',
        why: 'an update failed and was not rolled back, as it was told',
        mend: aws('rollback-stack'),
      };
    case 'IMPORT_ROLLBACK_FAILED':
      return {
        type: 'broken',
        why: 'an import failed, and so did its rollback',
        mend: `mend what kept it from rolling back, ${aws('continue-update-rollback')}`,
      };
    case 'DELETE_FAILED':
      return {
        type: 'broken',
        why: 'it could not be deleted',
        mend: `mend what kept it from being deleted, then run ${stackCommand('destroy', place.environment)} again`,
      };
    default:
      return isBusy(status) ? { type: 'busy' } : { type: 'ready' };
  }
}

/** Whether CloudFormation works on the stack, so that it takes nothing else. */
export function isBusy(status: string): boolean {
  // A stack in review has a change set and nothing else.
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/** Whether a stack's own event ends a deploy, and how. */
export function deployEnd(status: string): 'succeeded' | 'failed' | undefined {
  if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return 'succeeded';
  if (status.endsWith('_IN_PROGRESS')) return undefined;
  return 'failed';
}
