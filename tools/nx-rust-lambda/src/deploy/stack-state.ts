/** Knows what the status of a stack means for the next deploy. */

export type StackState =
  | { readonly type: 'absent' }
  /** An earlier first deploy was planned but never executed: nothing exists yet. */
  | { readonly type: 'planned' }
  | { readonly type: 'ready' }
  | { readonly type: 'busy' }
  /** The first deploy failed; CloudFormation lets such a stack only be deleted. */
  | { readonly type: 'never-created' }
  | { readonly type: 'broken'; readonly mend: string };

export function stackState(status: string | undefined): StackState {
  switch (status) {
    case undefined:
    case 'DELETE_COMPLETE':
      return { type: 'absent' };
    case 'REVIEW_IN_PROGRESS':
      return { type: 'planned' };
    case 'ROLLBACK_COMPLETE':
    case 'ROLLBACK_FAILED':
    case 'CREATE_FAILED':
      return { type: 'never-created' };
    case 'UPDATE_ROLLBACK_FAILED':
      return {
        type: 'broken',
        mend: 'mend what kept it from rolling back, then run aws cloudformation continue-update-rollback',
      };
    case 'UPDATE_FAILED':
      return { type: 'broken', mend: 'run aws cloudformation rollback-stack' };
    case 'DELETE_FAILED':
      return { type: 'broken', mend: 'mend what kept it from being deleted, then delete it again' };
    default:
      return status.endsWith('_IN_PROGRESS') ? { type: 'busy' } : { type: 'ready' };
  }
}

/** Whether a stack's own event ends a deploy, and how. */
export function deployEnd(status: string): 'succeeded' | 'failed' | undefined {
  if (status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE') return 'succeeded';
  if (status.endsWith('_IN_PROGRESS')) return undefined;
  return 'failed';
}
