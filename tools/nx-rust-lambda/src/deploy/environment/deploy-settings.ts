/** What an environment's settings mean for a deploy. Pure. */
import type { ConfigValue } from './config-value';
import { refusedKeys, warnedKeys } from './deploy-keys';
import type { Environment } from './environment';
import { parsePairs, type NoPairs, type Pairs, type ReadInclude } from './key-value-pairs';
import { allowedAccountKey, bucketOwnerKey, isAccountId, type Settings } from './settings';
import { parseTags } from './tag-pairs';

type DeploySettings = Omit<
  Environment,
  'name' | 'kind' | 'stackName' | 'region' | 'capabilities' | 'warnings'
>;

/** @throws UserError with the line of a value that is none */
export function deploySettings(settings: Settings, include: ReadInclude): DeploySettings {
  const onFailure = settings.choice('on_failure', ['ROLLBACK', 'DELETE', 'DO_NOTHING']);
  return {
    parameters: pairs(settings, 'parameter_overrides', (value) => parsePairs(value, include)),
    tags: pairs(settings, 'tags', parseTags),
    roleArn: settings.text('role_arn'),
    notificationArns: settings.words('notification_arns'),
    s3Bucket: settings.text('s3_bucket'),
    s3Prefix: settings.text('s3_prefix'),
    kmsKeyId: settings.text('kms_key_id'),
    imageRepository: settings.text('image_repository'),
    imageRepositories: settings.words('image_repositories') ?? [],
    resolveImageRepos: settings.flag('resolve_image_repos'),
    resolveS3: settings.flag('resolve_s3'),
    profile: settings.text('profile'),
    allowedAccount: account(settings, allowedAccountKey),
    bucketOwner: account(settings, bucketOwnerKey),
    execution: executionOf(settings),
    failOnEmptyChangeSet: settings.flag('fail_on_empty_changeset'),
    disableRollback: settings.flag('disable_rollback') || onFailure === 'DO_NOTHING',
    deleteOnFailure: onFailure === 'DELETE',
    express: settings.flag('express'),
  };
}

function executionOf(settings: Settings): Environment['execution'] {
  if (settings.flag('no_execute_changeset')) return 'never';
  return settings.flag('confirm_changeset') ? 'confirmed' : 'always';
}

function pairs(
  settings: Settings,
  key: string,
  parse: (value: ConfigValue) => Pairs | NoPairs,
): Readonly<Record<string, string>> {
  const setting = settings.entries.get(key);
  if (!setting) return {};
  const parsed = parse(setting.value);
  if (parsed.type === 'pairs') return parsed.values;
  throw settings.error(`has ${key} ${parsed.reason}`, setting.line);
}

/** What a deploy here does otherwise than SAM's. @throws UserError where that is too much */
export function limitsOf(settings: Settings): string[] {
  return [...settings.entries].flatMap(([key, setting]) => {
    if (saysNothing(setting.value) || isUsualTemplate(key, setting.value)) return [];
    const refused = refusedKeys[key];
    if (refused !== undefined) throw settings.error(`has ${key}: ${refused}`, setting.line);
    const warned = warnedKeys[key];
    return warned === undefined
      ? []
      : [settings.error(`has ${key}: ${warned}`, setting.line).message];
  });
}

function saysNothing(value: ConfigValue): boolean {
  if (value.type === 'list') return value.items.length === 0;
  if (value.type === 'table') return value.entries.size === 0;
  return value.type === 'null' || (value.type === 'boolean' ? !value.value : value.text === '');
}

/** What `sam build` makes of it counts as the same template. */
function isUsualTemplate(key: string, value: ConfigValue): boolean {
  return (
    key === 'template_file' &&
    value.type === 'string' &&
    /^(?:\.\/)?(?:\.aws-sam\/build\/)?template\.ya?ml$/.test(value.text)
  );
}

function account(settings: Settings, key: string): string | undefined {
  const setting = settings.entries.get(key);
  if (!setting) return undefined;
  const { value } = setting;
  if (value.type === 'string' && isAccountId(value.text)) return value.text;
  throw settings.wrong(key, setting, "is not an account's id; write its 12 digits in quotes");
}
