/** What a deploy comes to. */
import type { Stack } from '../../aws/stacks';
import type { Place } from '../../user-error';

/** Seconds of each part of a deploy. */
export interface Phase {
  readonly name: 'package' | 'change set' | 'execute' | 'check';
  readonly seconds: number;
}

/** By the user; CloudFormation goes on with what it is executing. */
export interface Interrupted {
  readonly type: 'interrupted';
  readonly isExecuting: boolean;
  /** Whether a change set is left, because CloudFormation was still working it out. */
  readonly isLeft: boolean;
}

export type DeployResult =
  | { readonly type: 'deployed'; readonly stack: Stack; readonly phases: readonly Phase[] }
  | { readonly type: 'no-changes'; readonly stack: Stack; readonly phases: readonly Phase[] }
  | Interrupted
  /** The environment has its changes confirmed each time, or never executed; nothing was changed. */
  | { readonly type: 'not-executed'; readonly why: 'unconfirmed' | 'never' }
  | {
      readonly type: 'failed';
      /** The resource that failed first; undefined if CloudFormation names none. */
      readonly logicalId: string | undefined;
      readonly reason: string;
      /** Where template.yml says it. */
      readonly place: Place | undefined;
      /** The stack's status now; undefined if there is no stack. */
      readonly status: string | undefined;
    };

export function describeInterruption({ isExecuting, isLeft }: Interrupted, stack: string): string {
  if (isExecuting) {
    return `interrupted: CloudFormation goes on with its update of ${stack}; the next deploy follows it`;
  }
  return isLeft
    ? `interrupted: nothing of ${stack} was changed; CloudFormation still works out the change set, and the next deploy removes it`
    : `interrupted: nothing of ${stack} was changed, and no change set is left`;
}
