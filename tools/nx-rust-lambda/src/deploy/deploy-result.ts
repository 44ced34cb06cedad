/** What a deploy comes to. */
import type { Stack } from '../aws/stacks';
import type { Place } from '../user-error';

/** Seconds of each part of a deploy. */
export interface Phase {
  readonly name: 'package' | 'change set' | 'execute';
  readonly seconds: number;
}

export type DeployResult =
  | { readonly type: 'deployed'; readonly stack: Stack; readonly phases: readonly Phase[] }
  | { readonly type: 'no-changes'; readonly stack: Stack; readonly phases: readonly Phase[] }
  /** By the user; CloudFormation goes on with what it is executing. */
  | { readonly type: 'interrupted'; readonly isExecuting: boolean }
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
