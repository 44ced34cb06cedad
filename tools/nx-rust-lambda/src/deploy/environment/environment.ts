/**
 * Knows samconfig.toml: text -> environments. Knows nothing of the template or of AWS's answers.
 */
import { UserError } from '../../user-error';
import type { ConfigTable } from './config-value';
import { deploySettings, limitsOf } from './deploy-settings';
import { includesFrom, type ReadText } from './includes';
import type { ReadInclude } from './key-value-pairs';
import { allowedAccountKey, samconfigFile, settingsOf } from './settings';
import { parseTomlConfig } from './toml-config';

export { isAccountId, samconfigFile } from './settings';

/** Where a stack lives: on this machine, or in an AWS account. */
export interface Environment {
  readonly name: string;
  readonly kind: 'local' | 'account';
  readonly stackName: string;
  readonly region: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly roleArn: string | undefined;
  /** SNS topics that CloudFormation tells of the stack's events; undefined leaves the stack's own. */
  readonly notificationArns: readonly string[] | undefined;
  readonly s3Bucket: string | undefined;
  readonly s3Prefix: string | undefined;
  readonly kmsKeyId: string | undefined;
  /** Where images go (ECR); SAM's own settings. */
  readonly imageRepository: string | undefined;
  readonly imageRepositories: readonly string[];
  readonly resolveImageRepos: boolean;
  readonly resolveS3: boolean;
  readonly profile: string | undefined;
  /** Id of the one account that this environment may reach; any without one. */
  readonly allowedAccount: string | undefined;
  /** Id of the account that `s3_bucket` belongs to; the one that is deployed to without it. */
  readonly bucketOwner: string | undefined;
  /** Whether a change set is executed: only if the user says so each time (`confirm_changeset`), or never. */
  readonly execution: 'always' | 'confirmed' | 'never';
  readonly failOnEmptyChangeSet: boolean;
  /** Whether what a failed update has made is kept as it is. */
  readonly disableRollback: boolean;
  /** Whether a stack whose first deploy failed is deleted. */
  readonly deleteOnFailure: boolean;
  /** CloudFormation's express mode. */
  readonly express: boolean;
  /** What a deploy says of the environment's settings before it begins. */
  readonly warnings: readonly string[];
}

/** By name: an environment, or what is wrong with it, which concerns nobody else. */
export type Environments = ReadonlyMap<string, Environment | UserError>;

/** The environment that needs no account; it exists without a section of its own. */
export const localName = 'local';

const defaultName = 'default';

/** What an environment has of `default`, unless it says so itself: `local`, and one that is generated. */
export type Basics = Pick<Environment, 'stackName' | 'region' | 'capabilities'>;

const basics: Basics = { stackName: 'rust-functions', region: 'us-east-1', capabilities: [] };

/**
 * Every environment of samconfig.toml, `default` and `local` included, by name.
 *
 * @param read gives the text of a file that a value includes; by default there are none
 * @throws UserError with file and line if the text is not valid TOML
 */
export function parseEnvironments(
  text: string | undefined,
  read: ReadText = () => undefined,
): Environments {
  const config = parseTomlConfig(text ?? '', samconfigFile);
  const include = includesFrom(read);
  return new Map(
    namesIn(config).map((name) => [name, unlessWrong(() => environmentOf(config, name, include))]),
  );
}

/** The names alone, whatever is wrong with their settings. @throws UserError as `parseEnvironments` does */
export function environmentNames(text: string): string[] {
  return namesIn(parseTomlConfig(text, samconfigFile));
}

/** What `default` says of these, as far as it can be read. @throws UserError if the text is not TOML */
export function defaultBasics(text: string | undefined): Basics {
  return basicsOf(parseTomlConfig(text ?? '', samconfigFile));
}

function namesIn(config: ConfigTable): string[] {
  const sections = [...config.entries].flatMap(([name, { value }]) =>
    value.type === 'table' ? [name] : [],
  );
  return [...new Set([defaultName, localName, ...sections])];
}

function unlessWrong<Value>(act: () => Value): Value | UserError {
  try {
    return act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/**
 * SAM reads no file without a version, a number with a point (SAM CLI 1.170 ends with a Python traceback).
 *
 * @throws UserError if sam would not read the file
 */
export function refuseWithoutVersion(text: string): void {
  const config = parseTomlConfig(text, samconfigFile);
  const version = config.entries.get('version');
  const isFloat = version?.value.type === 'number' && !/^-?\d+$/.test(version.value.text);
  if (config.entries.size === 0 || isFloat) return;
  throw new UserError(
    version
      ? 'has a version that sam does not read; write version = 0.1, without quotes'
      : 'has no version, without which sam does not read it; add version = 0.1',
    { file: samconfigFile, line: version?.line ?? 1 },
  );
}

/** @throws UserError that names the known environments, or says what is wrong with this one */
export function findEnvironment(environments: Environments, name: string): Environment {
  const found = environments.get(name);
  if (found instanceof UserError) throw found;
  if (found) return found;
  throw new UserError(
    `has no environment '${name}'; it knows ${[...environments.keys()].join(', ')}`,
    { file: samconfigFile },
  );
}

/** @throws UserError if the credentials are another account's than the environment allows */
export function refuseOtherAccount(
  { name, allowedAccount }: Pick<Environment, 'name' | 'allowedAccount'>,
  account: string,
): void {
  if (allowedAccount === undefined || allowedAccount === account) return;
  throw new UserError(
    `environment '${name}' allows account ${allowedAccount}, and these credentials are of ${account}; choose others with AWS_PROFILE, or change ${allowedAccountKey}`,
    { file: samconfigFile },
  );
}

function environmentOf(config: ConfigTable, name: string, include: ReadInclude): Environment {
  const { settings, warnings } = settingsOf(name, config.entries.get(name)?.value);
  const kind = name === localName ? 'local' : 'account';
  // Only `local` falls back on `default`: SAM itself never mixes two environments.
  const inherited = kind === 'local' ? basicsOf(config) : basics;
  const stackName = settings.text('stack_name');
  if (stackName === undefined && name !== localName && name !== defaultName) {
    throw settings.error(
      `has no stack_name; add it to [${name}.global.parameters]`,
      config.entries.get(name)?.line,
    );
  }
  return {
    name,
    kind,
    stackName: stackName ?? inherited.stackName,
    region: settings.text('region') ?? inherited.region,
    capabilities: settings.words('capabilities') ?? inherited.capabilities,
    ...deploySettings(settings, include),
    warnings: [...warnings, ...limitsOf(settings)],
  };
}

/** What is wrong with `default` concerns `default` alone. */
function basicsOf(config: ConfigTable): Basics {
  const read = unlessWrong(() => settingsOf(defaultName, config.entries.get(defaultName)?.value));
  if (read instanceof UserError) return basics;
  const valueOf = <Value>(act: () => Value): Value | undefined => {
    const value = unlessWrong(act);
    return value instanceof UserError ? undefined : value;
  };
  const { settings } = read;
  return {
    stackName: valueOf(() => settings.text('stack_name')) ?? basics.stackName,
    region: valueOf(() => settings.text('region')) ?? basics.region,
    capabilities: valueOf(() => settings.words('capabilities')) ?? basics.capabilities,
  };
}
