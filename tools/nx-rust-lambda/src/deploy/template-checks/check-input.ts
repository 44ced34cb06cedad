/** What the checks of a template are given, and what they share: the wording of a finding. */
import type { Finding } from '../../template/finding';
import type { SamTemplate } from '../../sam/sam-template';
import type { Environment } from '../environment/environment';

export interface CheckInput {
  readonly template: SamTemplate;
  readonly environment: Environment;
  /** Folders of the crates that are functions, relative to the workspace root. */
  readonly crates: readonly string[];
  /** What is at a path relative to the workspace root. */
  readonly entryAt: (path: string) => 'file' | 'folder' | undefined;
  readonly sam: SamFacts;
}

/** What the pinned SAM and AWS SDK for Python know by name. */
export interface SamFacts {
  /** Lambda's runtimes, the deprecated ones among them. */
  readonly runtimes: readonly string[];
  /** By partition (`aws`, `aws-cn`): name -> ARN of AWS's managed policies. */
  readonly managedPolicies: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** SAM's policy templates, each with the names of its parameters. */
  readonly policyTemplates: Readonly<Record<string, readonly string[]>>;
}

/** Where SAM's packages cannot be read: what rests on them is not checked. */
export const noFacts: SamFacts = { runtimes: [], managedPolicies: {}, policyTemplates: {} };

export const rule = 'nx-rust-lambda';

export function finding(
  level: Finding['level'],
  { file }: SamTemplate,
  line: number,
  message: string,
): Finding {
  return { level, place: { file, line }, message, rule };
}

/** The section of samconfig.toml that says how an environment is deployed. */
export function deploySection({ name }: Environment): string {
  return `[${name}.deploy.parameters] of samconfig.toml`;
}
