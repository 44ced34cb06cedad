/**
 * Knows what a plain YAML scalar means to SAM: YAML 1.1 as PyYAML reads it (6.0, yaml/resolver.py and
 * yaml/constructor.py), with dates as text (samcli/yamlhelper.py). Numbers are exact.
 */
import { numberOf, type Json } from './json';

/** What PyYAML reads and JSON has no value for, or what it fails on. */
export class NoJsonValue extends Error {}

const booleans = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const nulls = /^(?:~|null|Null|NULL|)$/;
const integer =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const float =
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Whether a plain scalar as a key merges the map behind it into its own. */
export function isMergeKey(text: string): boolean {
  return text === '<<';
}

/** @throws NoJsonValue */
export function plainScalar(text: string): Json {
  if (nulls.test(text)) return null;
  if (booleans.test(text)) return toBoolean(text);
  if (integer.test(text)) return toInteger(text);
  if (float.test(text)) return toFloat(text);
  // PyYAML has types for these two, and nothing that makes a value of them.
  if (text === '=' || isMergeKey(text)) throw new NoJsonValue(`'${text}' has no value`);
  return text;
}

/**
 * A scalar with one of YAML's own tags (`!!str`, `!!int`).
 *
 * @throws NoJsonValue
 */
export function taggedScalar(tag: string, text: string): Json {
  switch (tag) {
    case 'str':
    case 'timestamp':
      return text;
    case 'null':
      return null;
    case 'bool':
      return toBoolean(text);
    case 'int':
      return toInteger(text);
    case 'float':
      return toFloat(text);
    default:
      throw new NoJsonValue(`!!${tag} has no value in JSON`);
  }
}

function toBoolean(text: string): boolean {
  if (/^(?:yes|true|on)$/i.test(text)) return true;
  if (/^(?:no|false|off)$/i.test(text)) return false;
  throw new NoJsonValue(`'${text}' is no boolean`);
}

function toInteger(text: string): Json {
  const plain = text.replaceAll('_', '');
  const digits = plain.replace(/^[-+]/, '');
  const value = magnitude(digits);
  if (value === undefined) throw new NoJsonValue(`'${text}' is no integer`);
  return numberOf(String(plain.startsWith('-') ? -value : value));
}

function magnitude(digits: string): bigint | undefined {
  if (/^\d+(?::\d+)+$/.test(digits) && !digits.startsWith('0')) {
    return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  }
  if (/^0b[01]+$/.test(digits) || /^0x[0-9a-fA-F]+$/.test(digits)) return BigInt(digits);
  if (/^0[0-7]*$/.test(digits)) return digits === '0' ? 0n : BigInt(`0o${digits.slice(1)}`);
  return /^[1-9]\d*$/.test(digits) ? BigInt(digits) : undefined;
}

function toFloat(text: string): Json {
  const plain = text.replaceAll('_', '').toLowerCase();
  const sign = plain.startsWith('-') ? -1 : 1;
  const digits = plain.replace(/^[-+]/, '');
  const isNumber = /^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/;
  const parts = digits.split(':');
  if (!parts.every((part) => isNumber.test(part))) {
    throw new NoJsonValue(`'${text}' is no number that JSON has`);
  }
  // The sum that PyYAML makes, in its order, so that it rounds alike.
  const value = parts.reverse().reduce((sum, part, place) => sum + Number(part) * 60 ** place, 0);
  if (!Number.isFinite(value)) throw new NoJsonValue(`'${text}' is no number that JSON has`);
  return numberOf(floatText(sign * value));
}

/** A floating-point number as Python's json writes it: `1.0`, `1e+16`, `1.5e-07`. */
export function floatText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 16) {
    const text = exponent < 0 ? fixedText(mantissa, exponent) : String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** JavaScript writes 0.0001 so, too, but not every number this small. */
function fixedText(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
}

/** A number of a JSON template, as Python reads and writes it: `1e3` is `1000.0`. */
export function integerOrFloat(text: string): Json {
  return /^-?\d+$/.test(text) ? numberOf(String(BigInt(text))) : toFloat(text);
}
