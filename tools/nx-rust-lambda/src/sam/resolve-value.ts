/**
 * Knows what a value of the template is where it is deployed to, as far as that can be known before a
 * deploy: literals, parameters, pseudo parameters, conditions, mappings, and names that resources are given.
 */
import { isObject, objectAt, type Json, type JsonObject } from './json';
import { nameProperty } from './name-properties';
import { partitionOf, urlSuffixes } from './partitions';
import type { SamTemplate } from './sam-template';

/** Where a template is deployed to, and what it is given there. */
export interface Deployment {
  readonly region: string;
  readonly stackName: string;
  /** Values of parameters, by name. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A value without intrinsic functions; null for AWS::NoValue, undefined where only a deploy can tell. */
export type Evaluate = (value: Json | undefined) => Json | undefined;

export type Resolve = (value: Json | undefined) => string | undefined;

/** @returns the value as text; undefined where only a deploy can tell, and for lists and maps */
export function resolverFor(template: Pick<SamTemplate, 'data'>, deployment: Deployment): Resolve {
  const evaluate = evaluatorFor(template, deployment);
  return (value) => textOf(evaluate(value));
}

/** Stands for `AWS::NoValue`: as if the property, or the entry of a list, were not there. */
const noValue: JsonObject = { Ref: 'AWS::NoValue' };

/** Deeper than any template; a condition or a name that refers to itself ends here. */
const maximumDepth = 100;

export function evaluatorFor(
  { data }: Pick<SamTemplate, 'data'>,
  deployment: Deployment,
): Evaluate {
  const scope: Scope = {
    parameters: objectAt(data, 'Parameters'),
    conditions: objectAt(data, 'Conditions'),
    mappings: objectAt(data, 'Mappings'),
    resources: objectAt(data, 'Resources'),
    deployment,
    known: new Map(),
  };
  return (value) => {
    const found = evaluate(value, scope, 0);
    return found === noValue ? null : found;
  };
}

/** Whether a condition holds; undefined where only a deploy can tell. */
export function conditionOf(
  { data }: Pick<SamTemplate, 'data'>,
  deployment: Deployment,
  name: string,
): boolean | undefined {
  const found = evaluatorFor({ data }, deployment)({ Condition: name });
  return typeof found === 'boolean' ? found : undefined;
}

interface Scope {
  readonly parameters: JsonObject;
  readonly conditions: JsonObject;
  readonly mappings: JsonObject;
  readonly resources: JsonObject;
  readonly deployment: Deployment;
  /** What conditions have come to; undefined while one is worked out, and where only a deploy can tell. */
  readonly known: Map<string, Json | undefined>;
}

function evaluate(value: Json | undefined, scope: Scope, depth: number): Json | undefined {
  if (value === undefined || depth > maximumDepth) return undefined;
  if (Array.isArray(value)) return evaluateAll(value, scope, depth);
  // A dynamic reference is read by CloudFormation.
  if (typeof value === 'string' && value.includes('{{resolve:')) return undefined;
  if (!isObject(value)) return value;
  const [[key, argument = null] = [], ...others] = Object.entries(value);
  if (key !== undefined && others.length === 0) {
    if (key === 'Ref' && typeof argument === 'string') return refer(argument, scope, depth);
    if (key === 'Condition' && typeof argument === 'string') {
      return conditionNamed(argument, scope, depth);
    }
    const intrinsic = Object.hasOwn(intrinsics, key) ? intrinsics[key] : undefined;
    if (intrinsic) return intrinsic(argument, scope, depth + 1);
    if (key.startsWith('Fn::')) return undefined;
  }
  const entries = Object.entries(value).map(
    ([name, inner]) => [name, evaluate(inner, scope, depth + 1)] as const,
  );
  if (entries.some(([, inner]) => inner === undefined)) return undefined;
  return Object.fromEntries(entries.filter(([, inner]) => inner !== noValue)) as JsonObject;
}

function conditionNamed(name: string, scope: Scope, depth: number): Json | undefined {
  const { conditions, known } = scope;
  if (known.has(name)) return known.get(name);
  if (!Object.hasOwn(conditions, name)) return undefined;
  // Set before the descent: a circle of conditions ends here.
  known.set(name, undefined);
  const found = evaluate(conditions[name], scope, depth + 1);
  known.set(name, found);
  return found;
}

function evaluateAll(values: readonly Json[], scope: Scope, depth: number): Json[] | undefined {
  const found = values.map((value) => evaluate(value, scope, depth + 1));
  if (found.some((value) => value === undefined)) return undefined;
  return (found as Json[]).filter((value) => value !== noValue);
}

function refer(name: string, scope: Scope, depth: number): Json | undefined {
  const { deployment, parameters, resources } = scope;
  if (name === 'AWS::NoValue') return noValue;
  const pseudo = pseudoParameters(deployment);
  if (Object.hasOwn(pseudo, name)) return pseudo[name];
  if (Object.hasOwn(parameters, name))
    return parameterValue(objectAt(parameters, name), deployment, name);
  const resource = objectAt(resources, name);
  const property = nameProperty(resource['Type']);
  if (property?.isRef !== true) return undefined;
  return evaluate(objectAt(resource, 'Properties')[property.name], scope, depth + 1);
}

function pseudoParameters({ region, stackName }: Deployment): Readonly<Record<string, string>> {
  const partition = partitionOf(region);
  const suffix = urlSuffixes[partition];
  return {
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::StackName': stackName,
    ...(suffix === undefined ? {} : { 'AWS::URLSuffix': suffix }),
  };
}

function parameterValue(
  declared: JsonObject,
  { parameters }: Deployment,
  name: string,
): Json | undefined {
  const type = String(declared['Type'] ?? 'String');
  // Its value is the name of what holds the value.
  if (type.startsWith('AWS::SSM::Parameter::Value<')) return undefined;
  const given = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  const value = textOf(given ?? declared['Default']);
  const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
  return isList ? value?.split(',').map((each) => each.trim()) : value;
}

type Intrinsic = (argument: Json, scope: Scope, depth: number) => Json | undefined;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  'Fn::Sub': substitute,
  'Fn::If': (argument, scope, depth) => {
    if (!Array.isArray(argument) || argument.length !== 3) return undefined;
    const [condition, whenTrue, whenFalse] = argument;
    const name = typeof condition === 'string' ? { Condition: condition } : condition;
    const holds = evaluate(name, scope, depth);
    if (typeof holds === 'boolean') return evaluate(holds ? whenTrue : whenFalse, scope, depth);
    // Where both say the same, the condition decides nothing.
    const [one, other] = [whenTrue, whenFalse].map((arm) => evaluate(arm, scope, depth));
    return one !== undefined && JSON.stringify(one) === JSON.stringify(other) ? one : undefined;
  },
  'Fn::Equals': (argument, scope, depth) => {
    const [one, other, ...more] = listOf(argument, scope, depth) ?? [];
    if (more.length > 0) return undefined;
    const [first, second] = [textOf(one), textOf(other)];
    return first === undefined || second === undefined ? undefined : first === second;
  },
  'Fn::Not': (argument, scope, depth) => {
    const [value, ...more] = Array.isArray(argument) ? argument : [];
    if (more.length > 0) return undefined;
    const holds = evaluate(value, scope, depth);
    return typeof holds === 'boolean' ? !holds : undefined;
  },
  'Fn::And': (argument, scope, depth) => junction(argument, scope, depth, false),
  'Fn::Or': (argument, scope, depth) => junction(argument, scope, depth, true),
  'Fn::FindInMap': (argument, scope, depth) => {
    if (!Array.isArray(argument)) return undefined;
    const [map, first, second] = argument
      .slice(0, 3)
      .map((key) => textOf(evaluate(key, scope, depth)));
    if (map === undefined || first === undefined || second === undefined) return undefined;
    const row = objectAt(scope.mappings, map, first);
    const found = Object.hasOwn(row, second) ? row[second] : undefined;
    // A loop or an included file may make what is not written.
    const isWritten = !Object.keys(scope.mappings).some((key) => key.startsWith('Fn::'));
    if (found === undefined && !isWritten) return undefined;
    const [, , , options] = argument;
    const fallback = isObject(options) ? options['DefaultValue'] : undefined;
    return found ?? evaluate(fallback, scope, depth);
  },
  'Fn::Join': (argument, scope, depth) => {
    const [separator, parts] = listOf(argument, scope, depth) ?? [];
    if (typeof separator !== 'string' || !Array.isArray(parts)) return undefined;
    const texts = parts.map(textOf);
    return texts.includes(undefined) ? undefined : texts.join(separator);
  },
  'Fn::Split': (argument, scope, depth) => {
    const [separator, text] = listOf(argument, scope, depth) ?? [];
    return typeof separator === 'string' && typeof text === 'string'
      ? text.split(separator)
      : undefined;
  },
  'Fn::Select': (argument, scope, depth) => {
    const [index, values] = listOf(argument, scope, depth) ?? [];
    const place = textOf(index);
    return Array.isArray(values) && place !== undefined && /^\d+$/.test(place)
      ? values[Number(place)]
      : undefined;
  },
};

function listOf(argument: Json, scope: Scope, depth: number): Json[] | undefined {
  return Array.isArray(argument) ? evaluateAll(argument, scope, depth) : undefined;
}

/** One value that decides is enough, whatever the others are. */
function junction(argument: Json, scope: Scope, depth: number, decides: boolean): Json | undefined {
  if (!Array.isArray(argument) || argument.length < 2) return undefined;
  const values = argument.map((each) => evaluate(each, scope, depth));
  if (values.includes(decides)) return decides;
  return values.every((value) => value === !decides) ? !decides : undefined;
}

function substitute(argument: Json, scope: Scope, depth: number): string | undefined {
  const [pattern, own] = Array.isArray(argument) ? argument : [argument];
  if (typeof pattern !== 'string') return undefined;
  let isKnown = true;
  const replaced = pattern.replace(/\$\{(!?)([^}]*)\}/g, (_all, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const key = name.trim();
    const value = textOf(
      isObject(own) && Object.hasOwn(own, key)
        ? evaluate(own[key], scope, depth)
        : refer(key, scope, depth),
    );
    isKnown &&= value !== undefined;
    return value ?? '';
  });
  return isKnown ? replaced : undefined;
}

/** CloudFormation makes text of every scalar. */
function textOf(value: Json | undefined): string | undefined {
  const isScalar = value !== undefined && value !== null && !Array.isArray(value);
  return isScalar && !isObject(value) ? String(value) : undefined;
}
