import type { Json } from '../../sam/sam-template';

/** What can be said on the command line of everything that plans a stack update. */
export interface DeployOptions {
  /** Another endpoint than AWS's own, for an account environment. */
  readonly endpointUrl?: string;
  /** `Key=Value …`, over samconfig.toml's. */
  readonly parameterOverrides?: Json;
  /** Wait for a deploy that is under way (`--no-wait` refuses instead). */
  readonly wait?: boolean;
  /** Delete a stack whose first deploy failed, and create it anew. */
  readonly recreate?: boolean;
  readonly allowDataLoss?: boolean;
  /** Let addresses that others may know (function URLs, APIs, domains) be taken away. */
  readonly allowRemoval?: boolean;
  /** False (`--no-confirm-changeset`): over `confirm_changeset` of samconfig.toml, as sam's own option. */
  readonly confirmChangeset?: boolean;
  /** Print the plan, and change nothing. */
  readonly dryRun?: boolean;
}
