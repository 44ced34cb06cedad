/**
 * The data of a template. A number whose text JavaScript would change (`12345678901234567890`, `1.0`) is a
 * `LosslessNumber`, which is that text; any other is a number.
 */
import { isLosslessNumber, LosslessNumber, parse, stringify } from 'lossless-json';

export type Json =
  null | boolean | number | LosslessNumber | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value)
  );
}

/** The map at a path, or an empty one. */
export function objectAt(data: JsonObject, ...path: string[]): JsonObject {
  let at: Json | undefined = data;
  for (const key of path) at = isObject(at) ? at[key] : undefined;
  return isObject(at) ? at : {};
}

/** A number by its text in JSON. */
export function numberOf(text: string): number | LosslessNumber {
  const value = Number(text);
  return String(value) === text ? value : new LosslessNumber(text);
}

/**
 * JSON with the text of every number; of two values for one key the last counts.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string, numberFrom: (text: string) => Json = numberOf): Json {
  return parse(text, null, {
    parseNumber: numberFrom,
    onDuplicateKey: ({ newValue }) => newValue,
  }) as Json;
}

/** Every number has the text that it was read with. */
export function toJsonText(value: Json, indent?: number): string {
  return stringify(value, undefined, indent) ?? 'null';
}

/** Whether two values that are no maps or lists are the same, numbers by their text. */
export function isSameScalar(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || (isLosslessNumber(a) && isLosslessNumber(b) && a.value === b.value);
}
