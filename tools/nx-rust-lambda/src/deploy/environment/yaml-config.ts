/** Knows YAML as SAM's ruamel.yaml reads it (YAML 1.2): text -> values with the line of every key. Pure. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Scalar,
} from 'yaml';
import { UserError } from '../../user-error';
import {
  dateText,
  floatText,
  integerText,
  textOf,
  type ConfigEntry,
  type ConfigValue,
} from './config-value';

/** @throws UserError with file and line */
export function parseYamlConfig(text: string, file: string): ConfigValue {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, intAsBigInt: true });
  const broken = document.errors[0];
  if (broken) {
    const reason = broken.message.split('\n')[0]?.replace(/:$/, '');
    throw new UserError(`is not valid YAML: ${reason}`, { file, line: broken.linePos?.[0].line });
  }
  return valueOf(document.contents, { document, lines });
}

interface Source {
  readonly document: Document;
  readonly lines: LineCounter;
}

function valueOf(node: unknown, source: Source): ConfigValue {
  if (isAlias(node)) return valueOf(node.resolve(source.document), source);
  if (isSeq(node)) return { type: 'list', items: node.items.map((item) => valueOf(item, source)) };
  if (isMap(node)) {
    const entries = new Map<string, ConfigEntry>();
    const merged: (readonly [string, ConfigEntry])[] = [];
    for (const { key, value } of node.items) {
      const line = isScalar(key) && key.range ? source.lines.linePos(key.range[0]).line : 1;
      const read = valueOf(value, source);
      if (isScalar(key) && typeof key.value === 'symbol') merged.push(...mergedEntries(read));
      else entries.set(isScalar(key) ? (textOf(scalarOf(key)) ?? '') : '', { value: read, line });
    }
    // A map's own keys win over merged ones, and the first merged map over the next.
    for (const [key, entry] of merged) if (!entries.has(key)) entries.set(key, entry);
    return { type: 'table', entries };
  }
  return isScalar(node) ? scalarOf(node) : { type: 'null' };
}

function mergedEntries(value: ConfigValue): (readonly [string, ConfigEntry])[] {
  if (value.type === 'table') return [...value.entries];
  return value.type === 'list' ? value.items.flatMap(mergedEntries) : [];
}

function scalarOf({ value, source = '', type }: Scalar): ConfigValue {
  if (value === null || value === undefined) return { type: 'null' };
  if (typeof value === 'boolean') return { type: 'boolean', value };
  if (typeof value === 'bigint') return { type: 'number', text: integerText(source) };
  if (typeof value === 'number') return { type: 'number', text: floatText(value) };
  const text = String(value);
  if (type !== 'PLAIN') return { type: 'string', text };
  // What ruamel.yaml takes beyond the core schema: `1_000`, `0b11`, `1_000.5`, dates.
  if (/^[-+]?(?:\d[\d_]*|0b[01_]+)$/.test(text)) return { type: 'number', text: integerText(text) };
  if (/^[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]?\d+)?$/.test(text)) {
    return { type: 'number', text: floatText(Number(text.replaceAll('_', ''))) };
  }
  if (!datePattern.test(text)) return { type: 'string', text };
  const written = dateText(text.replace(/\.(\d{6})(\d)\d*/, roundedFraction));
  // The separator stays; a time is rounded to microseconds.
  return { type: 'date', text: /\dt/i.test(text) ? written.replace(' ', 'T') : written };
}

function roundedFraction(_: string, micros: string, next: string): string {
  const rounded = Math.min(Number(micros) + (Number(next) >= 5 ? 1 : 0), 999_999);
  return `.${String(rounded).padStart(6, '0')}`;
}

const datePattern =
  /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?)?$/;
