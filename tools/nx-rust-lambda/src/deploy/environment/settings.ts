/**
 * What samconfig.toml says of one environment for `sam deploy`: its `global` section overlaid by its `deploy`
 * section, each value read as SAM's command line library (click) reads it. Pure.
 */
import { UserError } from '../../user-error';
import { nearestName } from '../template-checks/nearest-name';
import {
  emptyTable,
  shownValue,
  textOf,
  type ConfigEntry,
  type ConfigTable,
  type ConfigValue,
} from './config-value';
import { commandSections, deployKeys, otherKeys } from './deploy-keys';

/** Relative to the workspace root. */
export const samconfigFile = 'samconfig.toml';

export const allowedAccountKey = 'allowed_account';
/** Whose bucket `s3_bucket` is, where it is not the account's own. */
export const bucketOwnerKey = 'bucket_owner';

/** AWS account ids have 12 digits. */
export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}

export interface Setting extends ConfigEntry {
  /** As the file writes it: `production.deploy.parameters`. */
  readonly section: string;
}

export class Settings {
  constructor(
    readonly environment: string,
    readonly entries: ReadonlyMap<string, Setting>,
  ) {}

  /** An empty text counts as none. */
  text(key: string): string | undefined {
    const setting = this.entries.get(key);
    if (!setting) return undefined;
    const text = textOf(setting.value);
    if (text === undefined) throw this.wrong(key, setting, 'is not a text');
    return text === '' ? undefined : text;
  }

  flag(key: string): boolean {
    return this.optionalFlag(key) ?? false;
  }

  optionalFlag(key: string): boolean | undefined {
    const setting = this.entries.get(key);
    if (!setting || setting.value.type === 'null') return undefined;
    const { value } = setting;
    if (value.type === 'boolean') return value.value;
    const text = (textOf(value) ?? '').trim().toLowerCase();
    if (/^(?:1|1\.0|true|t|yes|y|on)$/.test(text)) return true;
    if (/^-?(?:0|0\.0|false|f|no|n|off)$/.test(text)) return false;
    throw this.wrong(key, setting, 'is neither true nor false');
  }

  /** SAM takes lists, and texts with spaces. */
  words(key: string): string[] | undefined {
    const setting = this.entries.get(key);
    if (!setting || setting.value.type === 'null') return undefined;
    const { value } = setting;
    if (value.type === 'string') return value.text.split(/[\s,]+/).filter(Boolean);
    const items = value.type === 'list' ? value.items.map(textOf) : [undefined];
    if (items.every((item) => item !== undefined)) return items;
    throw this.wrong(key, setting, 'is neither a text nor a list of them');
  }

  choice<Name extends string>(key: string, names: readonly Name[]): Name | undefined {
    const text = this.text(key);
    const setting = this.entries.get(key);
    if (text === undefined || !setting) return undefined;
    const found = names.find((name) => name === text);
    if (found === undefined) throw this.wrong(key, setting, `is none of ${names.join(', ')}`);
    return found;
  }

  wrong(key: string, { value, line }: Setting, why: string): UserError {
    return this.error(`has ${key} ${shownValue(value)}, which ${why}`, line);
  }

  error(what: string, line?: number): UserError {
    const place = line === undefined ? { file: samconfigFile } : { file: samconfigFile, line };
    return new UserError(`environment '${this.environment}' ${what}`, place);
  }
}

export interface ReadSettings {
  readonly settings: Settings;
  /** Of what nobody reads. */
  readonly warnings: readonly string[];
}

/** @throws UserError for what SAM cannot read, and for what is nearly a name that it reads */
export function settingsOf(environment: string, section: ConfigValue | undefined): ReadSettings {
  const entries = new Map<string, Setting>();
  const reader = new Settings(environment, entries);
  const warnings: string[] = [];
  const own = tableOf(reader, section, environment, 1);
  for (const [command, { value, line }] of own.entries) {
    if (!isCommand(command)) {
      refuseOrWarn(reader, warnings, {
        key: command,
        line,
        section: environment,
        known: commandSections,
      });
    }
    if (command !== 'global' && command !== 'deploy') continue;
    const name = `${environment}.${command}`;
    for (const [key, entry] of tableOf(reader, value, name, line).entries) {
      if (key === 'parameters') continue;
      refuseOrWarn(reader, warnings, {
        key,
        line: entry.line,
        section: name,
        known: ['parameters'],
      });
    }
  }
  for (const command of ['global', 'deploy']) {
    const inside = own.entries.get(command)?.value;
    const parameters = inside?.type === 'table' ? inside.entries.get('parameters') : undefined;
    const name = `${environment}.${command}.parameters`;
    for (const [key, entry] of tableOf(reader, parameters?.value, name, parameters?.line ?? 1)
      .entries) {
      entries.set(key, { ...entry, section: name });
      if (deployKeys.includes(key)) continue;
      if (otherKeys.includes(key)) {
        if (command === 'global') continue;
        warnings.push(
          reader.error(`has ${key} in [${name}], which sam deploy does not read`, entry.line)
            .message,
        );
      } else
        refuseOrWarn(reader, warnings, { key, line: entry.line, section: name, known: deployKeys });
    }
  }
  return { settings: reader, warnings };
}

function isCommand(section: string): boolean {
  return commandSections.includes(section) || section.startsWith('local_generate_event');
}

function tableOf(
  reader: Settings,
  value: ConfigValue | undefined,
  name: string,
  line: number,
): ConfigTable {
  if (value === undefined) return emptyTable;
  if (value.type === 'table') return value;
  throw reader.error(
    `has ${shownValue(value)} as ${name}, where SAM reads a table; write [${name}]`,
    line,
  );
}

interface Unread {
  readonly key: string;
  readonly line: number;
  readonly section: string;
  readonly known: readonly string[];
}

/** SAM passes over what it does not know. A slip of the pen in a guard must not take the guard away. */
function refuseOrWarn(
  reader: Settings,
  warnings: string[],
  { key, line, section, known }: Unread,
): void {
  const unread = `has '${key}' in [${section}], which nothing reads`;
  const meant = /^allow/i.test(key) ? allowedAccountKey : nearestName(key, known);
  if (meant !== undefined) throw reader.error(`${unread}; did you mean ${meant}?`, line);
  if (!section.endsWith('.parameters') && deployKeys.includes(key)) {
    const place = section.includes('.') ? section : `${section}.deploy`;
    throw reader.error(`${unread}; move it to [${place}.parameters]`, line);
  }
  warnings.push(reader.error(unread, line).message);
}
