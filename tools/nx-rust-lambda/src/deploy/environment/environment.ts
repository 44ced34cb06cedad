/**
 * Knows samconfig.toml: text -> environments. Knows nothing of the template or of AWS's answers.
 */
import type { TomlTable, TomlValue } from 'smol-toml';
import { asTable, parseToml } from '../../toml';
import { UserError } from '../../user-error';
import { parsePairs } from './key-value-pairs';

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
  readonly s3Bucket: string | undefined;
  readonly s3Prefix: string | undefined;
  readonly kmsKeyId: string | undefined;
  /** Where images go (ECR); SAM's own setting. */
  readonly imageRepository: string | undefined;
  readonly resolveS3: boolean;
  readonly profile: string | undefined;
  /** Id of the one account that this environment may reach; any without one. */
  readonly allowedAccount: string | undefined;
  /** Id of the account that `s3_bucket` belongs to; the one that is deployed to without it. */
  readonly bucketOwner: string | undefined;
}

/** Relative to the workspace root. */
export const samconfigFile = 'samconfig.toml';

/** The environment that needs no account; it exists without a section of its own. */
export const localName = 'local';

const defaultName = 'default';
const allowedAccountKey = 'allowed_account';
const bucketOwnerKey = 'bucket_owner';
const defaultRegion = 'us-east-1';

/**
 * Every environment of samconfig.toml, `default` and `local` included, by name.
 *
 * @throws UserError with file and line if the text is not valid TOML
 */
export function parseEnvironments(text: string | undefined): ReadonlyMap<string, Environment> {
  const config = parseToml(text ?? '', samconfigFile);
  const sections = Object.keys(config).filter((name) => isTable(config[name]));
  const fallback = environmentOf(config, defaultName, undefined);
  const names = new Set([defaultName, localName, ...sections]);
  return new Map(
    [...names].map((name) => [
      name,
      name === defaultName ? fallback : environmentOf(config, name, fallback),
    ]),
  );
}

/**
 * `sam` itself ends with a Python traceback where the file has no version (SAM CLI 1.170).
 *
 * @throws UserError if sam would not read the file
 */
export function refuseWithoutVersion(text: string): void {
  if (typeof parseToml(text, samconfigFile)['version'] === 'number') return;
  throw new UserError('has no version, without which sam does not read it; add version = 0.1', {
    file: samconfigFile,
    line: 1,
  });
}

/** @throws UserError that names the known environments */
export function findEnvironment(
  environments: ReadonlyMap<string, Environment>,
  name: string,
): Environment {
  const found = environments.get(name);
  if (found) return found;
  throw new UserError(
    `has no environment '${name}'; it knows ${[...environments.keys()].join(', ')}`,
    { file: samconfigFile },
  );
}

/** AWS account ids have 12 digits. */
export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
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

function environmentOf(
  config: TomlTable,
  name: string,
  fallback: Environment | undefined,
): Environment {
  const settings = { ...settingsOf(config, name, 'global'), ...settingsOf(config, name, 'deploy') };
  const kind = name === localName ? 'local' : 'account';
  // Only `local` falls back on `default`: SAM itself never mixes two environments.
  const inherited = kind === 'local' ? fallback : undefined;
  const stackName = text(settings['stack_name'], inherited?.stackName);
  if (stackName === undefined && fallback) {
    throw new UserError(
      `environment '${name}' has no stack_name; add it to [${name}.global.parameters]`,
      { file: samconfigFile },
    );
  }
  return {
    name,
    kind,
    stackName: stackName ?? 'rust-functions',
    region: text(settings['region'], inherited?.region) ?? defaultRegion,
    parameters: pairs(settings['parameter_overrides'], name, 'parameter_overrides'),
    tags: pairs(settings['tags'], name, 'tags'),
    capabilities: words(settings['capabilities']) ?? [...(inherited?.capabilities ?? [])],
    roleArn: text(settings['role_arn'], undefined),
    s3Bucket: text(settings['s3_bucket'], undefined),
    s3Prefix: text(settings['s3_prefix'], undefined),
    kmsKeyId: text(settings['kms_key_id'], undefined),
    imageRepository: text(settings['image_repository'], undefined),
    resolveS3: settings['resolve_s3'] === true,
    profile: text(settings['profile'], undefined),
    allowedAccount: accountSetting(settings, name, allowedAccountKey, /^allow/i),
    bucketOwner: accountSetting(settings, name, bucketOwnerKey, /^bucket/i),
  };
}

function settingsOf(config: TomlTable, name: string, command: string): TomlTable {
  const section = config[name];
  const forCommand = isTable(section) ? section[command] : undefined;
  const parameters = isTable(forCommand) ? forCommand['parameters'] : undefined;
  return isTable(parameters) ? parameters : {};
}

function text(value: TomlValue | undefined, fallback: string | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : fallback;
}

/** SAM takes lists and strings with spaces or commas. */
function words(value: TomlValue | undefined): string[] | undefined {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'string') return value.split(/[\s,]+/).filter(Boolean);
  return undefined;
}

function pairs(
  value: TomlValue | undefined,
  environment: string,
  key: string,
): Readonly<Record<string, string>> {
  const parsed = parsePairs(value);
  if (parsed.type === 'pairs') return parsed.values;
  throw new UserError(
    `environment '${environment}' has ${key} '${parsed.text}', which is not Key=Value`,
    { file: samconfigFile },
  );
}

/**
 * A key of ours: SAM passes over those that it does not know (tried with aws-sam-cli 1.170).
 *
 * @param alike what a misspelt key looks like: a misspelt guard would guard nothing
 */
function accountSetting(
  settings: TomlTable,
  environment: string,
  wanted: string,
  alike: RegExp,
): string | undefined {
  const key = Object.keys(settings).find((name) => alike.test(name));
  if (key === undefined) return undefined;
  const value = settings[key];
  if (key === wanted && typeof value === 'string' && isAccountId(value)) return value;
  throw new UserError(
    key === wanted
      ? `environment '${environment}' has ${key} '${String(value)}', which is not an account's id; write its 12 digits in quotes`
      : `environment '${environment}' has '${key}', which nothing reads; write ${wanted}`,
    { file: samconfigFile },
  );
}

function isTable(value: TomlValue | undefined): value is TomlTable {
  return asTable(value) !== undefined;
}
