/** Knows TOML: text -> table, with a sentence for what is none; and what a value is. */
import { parse, TomlError, type TomlTable, type TomlValue } from 'smol-toml';
import { UserError } from './user-error';

/** @throws UserError with file and line */
export function parseToml(text: string, file: string): TomlTable {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '');
    throw new UserError(`is not valid TOML: ${reason}`, { file, line: error.line });
  }
}

export function asTable(value: TomlValue | undefined): TomlTable | undefined {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
    ? value
    : undefined;
}

export function asString(value: TomlValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asBoolean(value: TomlValue | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

export function asArray(value: TomlValue | undefined): TomlValue[] {
  return Array.isArray(value) ? value : [];
}

export function asStrings(value: TomlValue | undefined): string[] {
  return asArray(value).filter((item): item is string => typeof item === 'string');
}
