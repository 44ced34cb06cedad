/**
 * Values of samconfig.toml, and of files that it includes, as Python hands them to SAM: numbers and dates
 * are the text that Python's `str` makes of them, so that no digit is lost on the way. Pure.
 */
import type { Json } from '../../sam/sam-template';

export type ConfigValue =
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: 'date'; readonly text: string }
  | { readonly type: 'null' }
  | { readonly type: 'list'; readonly items: readonly ConfigValue[] }
  | ConfigTable;

export interface ConfigTable {
  readonly type: 'table';
  readonly entries: ReadonlyMap<string, ConfigEntry>;
}

export interface ConfigEntry {
  readonly value: ConfigValue;
  /** 1-based line of the key. */
  readonly line: number;
}

export const emptyTable: ConfigTable = { type: 'table', entries: new Map() };

/** What Python's `str` makes of a value; undefined for a list or a table, whose text nobody wants. */
export function textOf(value: ConfigValue): string | undefined {
  switch (value.type) {
    case 'string':
    case 'number':
    case 'date':
      return value.text;
    case 'boolean':
      return value.value ? 'True' : 'False';
    case 'null':
      return '';
    default:
      return undefined;
  }
}

/** How a sentence shows a value. */
export function shownValue(value: ConfigValue): string {
  if (value.type === 'list') return 'a list';
  if (value.type === 'table') return 'a table';
  if (value.type === 'boolean') return `'${value.value}'`;
  return `'${textOf(value)}'`;
}

/** What Nx has parsed of a command line. */
export function configValueOf(value: Json | undefined): ConfigValue {
  if (value === undefined || value === null) return { type: 'null' };
  if (typeof value === 'string') return { type: 'string', text: value };
  if (typeof value === 'boolean') return { type: 'boolean', value };
  if (Array.isArray(value)) return { type: 'list', items: value.map(configValueOf) };
  if (typeof value !== 'object') return { type: 'number', text: String(value) };
  const entries = Object.entries(value).map(
    ([key, one]) => [key, { value: configValueOf(one), line: 0 }] as const,
  );
  return { type: 'table', entries: new Map(entries) };
}

/** Python's `str` of an integer as TOML or YAML writes it, `0x1F` and `1_000` included. */
export function integerText(written: string): string {
  const digits = written.replaceAll('_', '');
  const [, sign = '', magnitude = ''] = /^([+-]?)(.*)$/.exec(digits) ?? [];
  const value = BigInt(magnitude);
  return sign === '-' && value !== 0n ? `-${value}` : String(value);
}

/**
 * Python's `str` of a float: the shortest digits that mean the same number, as JavaScript's, with an
 * exponent from 1e16 on and below 1e-4.
 */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const plain = exponent < 0 ? value.toFixed(digitsAfterPoint(digits, exponent)) : String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

function digitsAfterPoint(digits: string, exponent: number): number {
  return digits.replace(/^-?\d\.?/, '').length - exponent;
}

/** Python's `str` of a date, a time or both, as TOML or YAML writes it. */
export function dateText(written: string): string {
  const [, date = '', time = '', fraction = '', offset = ''] =
    /^(\d{4}-\d{2}-\d{2})?(?:[Tt ]?(\d{2}:\d{2}(?::\d{2})?))?(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})?$/.exec(
      written,
    ) ?? [];
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  const seconds = time.length === 5 ? `${time}:00` : time;
  const clock = /[1-9]/.test(micros) ? `${seconds}.${micros}` : seconds;
  const zone = /^(?:z|[+-]00:00)$/i.test(offset) ? '+00:00' : offset;
  return [date, clock].filter(Boolean).join(' ') + zone;
}
