/** Knows whether the values that an environment gives are what the template's parameters take. */
import type { Finding } from '../../template/finding';
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { isNoEcho } from '../../sam/secrets';
import { samconfigFile } from '../environment/environment';
import { parameterVariable } from '../environment/stack-parameters';
import { deploySection, finding, rule, type CheckInput } from './check-input';
import { suggestion } from './nearest-name';

export function checkParameters({
  template,
  environment,
}: Pick<CheckInput, 'template' | 'environment'>): Finding[] {
  const parameters = objectAt(template.data, 'Parameters');
  const given = environment.parameters;
  const change = `parameter_overrides in ${deploySection(environment)}`;
  const checked = Object.entries(parameters).flatMap(([name, parameter]): Finding[] => {
    if (!isObject(parameter)) return [];
    const line = template.lineOf(['Parameters', name]);
    const value = given[name];
    const isSecret = isNoEcho(parameter);
    if (value === undefined) {
      if ('Default' in parameter) return [];
      // The command line may give it, and a stack keeps what it has: the deploy knows.
      const message = `parameter ${name} has no Default, and environment '${environment.name}' gives it no value; a first deploy needs one: in ${change}, as variable ${parameterVariable}${name}, or with --parameterOverrides`;
      return [finding('warning', template, line, message)];
    }
    const problem = problemOf(value, parameter);
    if (problem === undefined) return [];
    const shown = isSecret ? 'a value' : `'${value}'`;
    const message = `environment '${environment.name}' gives parameter ${name} ${shown}, which is ${problem}; change ${change}`;
    return [finding('error', template, line, message)];
  });
  const unknown = Object.keys(given).filter((name) => !(name in parameters));
  return [
    ...checked,
    ...unknown.map((name): Finding => ({
      level: 'warning',
      place: { file: samconfigFile },
      message: `environment '${environment.name}' gives parameter ${name}, which ${template.file} does not have${suggestion(name, Object.keys(parameters))}`,
      rule,
    })),
  ];
}

/** What is wrong with a value (CloudFormation user guide, "Parameters": their properties). */
function problemOf(value: string, parameter: JsonObject): string | undefined {
  const { Type: type, AllowedValues: allowed, AllowedPattern: pattern } = parameter;
  const limit = (name: string) => numberIn(parameter[name]);
  if (type === 'Number') {
    const number = value.trim() === '' ? Number.NaN : Number(value);
    if (Number.isNaN(number)) return 'no number';
    if (number < limit('MinValue')) return `less than MinValue ${limit('MinValue')}`;
    if (number > limit('MaxValue')) return `more than MaxValue ${limit('MaxValue')}`;
  }
  const values =
    type === 'CommaDelimitedList' ? value.split(',').map((each) => each.trim()) : [value];
  if (Array.isArray(allowed) && values.some((each) => !allowed.map(String).includes(each))) {
    return `none of ${allowed.map(String).join(', ')}`;
  }
  if (type !== 'String') return undefined;
  if (value.length < limit('MinLength')) return `shorter than MinLength ${limit('MinLength')}`;
  if (value.length > limit('MaxLength')) return `longer than MaxLength ${limit('MaxLength')}`;
  return matches(value, pattern) ? undefined : `not of AllowedPattern ${String(pattern)}`;
}

/** NaN, which no value is less or more than, without one. */
function numberIn(limit: Json | undefined): number {
  return limit === undefined ? Number.NaN : Number(limit);
}

/** AllowedPattern is of Java and for the whole value; one that is none here is left to CloudFormation. */
function matches(value: string, pattern: Json | undefined): boolean {
  if (typeof pattern !== 'string') return true;
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value);
  } catch {
    return true;
  }
}
