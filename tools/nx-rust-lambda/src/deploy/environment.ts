/**
 * Knows samconfig.toml: text -> environments. Knows nothing of the template or of AWS's answers.
 */
import type { TomlTable, TomlValue } from 'smol-toml';
import { asTable, parseToml } from '../toml';
import { UserError } from '../user-error';

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
  readonly resolveS3: boolean;
  readonly profile: string | undefined;
}

/** Relative to the workspace root. */
export const samconfigFile = 'samconfig.toml';

/** The environment that needs no account; it exists without a section of its own. */
export const localName = 'local';

const defaultName = 'default';
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
    resolveS3: settings['resolve_s3'] === true,
    profile: text(settings['profile'], undefined),
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

/** SAM's string form (`K=V K2="a b"`, `ParameterKey=K,ParameterValue=V …`), its list and its map. */
function pairs(
  value: TomlValue | undefined,
  environment: string,
  key: string,
): Record<string, string> {
  if (isTable(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, String(v)]));
  }
  const parts = Array.isArray(value)
    ? value.map(String)
    : typeof value === 'string'
      ? splitWords(value)
      : [];
  return Object.fromEntries(
    parts.map((part) => {
      const long = /^ParameterKey=([^,]+),ParameterValue=(.*)$/s.exec(part);
      const short = /^([^=]+)=(.*)$/s.exec(part);
      const [, name, text] = long ?? short ?? [];
      if (name === undefined || text === undefined) {
        throw new UserError(
          `environment '${environment}' has ${key} '${part}', which is not Key=Value`,
          { file: samconfigFile },
        );
      }
      return [unquote(name), unquote(text)];
    }),
  );
}

/** Splits at spaces outside quotes. */
function splitWords(text: string): string[] {
  return text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'])+/g) ?? [];
}

function unquote(text: string): string {
  const quoted = /^"((?:\\.|[^"\\])*)"$/s.exec(text) ?? /^'([^']*)'$/s.exec(text);
  return (quoted?.[1] ?? text).replace(/\\(.)/gs, '$1');
}

function isTable(value: TomlValue | undefined): value is TomlTable {
  return asTable(value) !== undefined;
}
