/** What a deploy, a diff or a dry run is asked for. */
import type { AwsClients } from '../aws/clients';
import type { JsonObject, SamTemplate } from '../sam/sam-template';
import type { Environment } from './environment/environment';
import type { Extent } from './composition/extent';
import type { Packaged } from './packaging/packaging';
import type { CodeOf } from './packaging/upload-artifacts';

export interface DeployRequest {
  readonly environment: Environment;
  readonly clients: AwsClients;
  /** template.yml. */
  readonly template: SamTemplate;
  /** Names of parameters that were asked for in so many words, and where: `--parameterOverrides`. */
  readonly askedParameters: ReadonlyMap<string, string>;
  /** The functions in scope, and what each is to run. */
  readonly code: CodeOf;
  /** Functions of template.yml that a project builds. */
  readonly projectFunctions: readonly string[];
  readonly extent: Extent;
  /**
   * Uploads what the template refers to, and this code; the same input gives the same output. Code that
   * the stack runs already is in the template as its address in S3, and not among `code`.
   */
  readonly packageTemplate: (template: JsonObject, code: CodeOf) => Promise<Packaged>;
  /** The command that deploys these functions, for sentences. */
  readonly commandFor: (logicalIds: readonly string[]) => string;
  readonly report: (line: string) => void;
  /** Whether to wait for a deploy that is under way; refused otherwise. */
  readonly wait: boolean;
  /** Whether a stack whose first deploy failed is deleted and created anew; in `local` it always is. */
  readonly recreate: boolean;
  /** Whether what holds data may be removed or replaced. */
  readonly allowDataLoss: boolean;
  /** Whether addresses that others may know (function URLs, APIs, domains) may be taken away. */
  readonly allowRemoval: boolean;
  /** Whether the changes need no confirmation, although the environment wants one. */
  readonly confirmed?: boolean;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal | undefined;
}
