/** Which values of parameters a deploy sends. Pure. */
import type { Stack } from '../../aws/stacks';
import {
  isObject,
  objectAt,
  type Json,
  type JsonObject,
  type SamTemplate,
} from '../../sam/sam-template';
import { UserError } from '../../user-error';
import type { ValueChange } from '../report/change-set';
import type { Composition } from '../composition/deploy-plan';
import type { Environment } from './environment';
import { configValueOf } from './config-value';
import { noIncludes, parsePairs } from './key-value-pairs';
import { masked, noEchoNames } from '../../sam/secrets';

/** A value to send; undefined keeps the deployed one. */
export type ParameterValues = Readonly<Record<string, string | undefined>>;

/** What neither the environment nor the stack has is left to the template's default. */
export function parametersFor(
  environment: Pick<Environment, 'parameters'>,
  stack: Pick<Stack, 'parameters'> | undefined,
  { template, pinnedParameters }: Pick<Composition, 'template' | 'pinnedParameters'>,
): ParameterValues {
  const names = Object.keys(objectAt(template, 'Parameters'));
  return Object.fromEntries(
    names.flatMap((name): [string, string | undefined][] => {
      const isDeployed = stack !== undefined && name in stack.parameters;
      const given = environment.parameters[name];
      if (isDeployed && (given === undefined || pinnedParameters.includes(name))) {
        return [[name, undefined]];
      }
      return given === undefined ? [] : [[name, given]];
    }),
  );
}

/** Whether the stack would keep all of its values. */
export function keepsValues(
  parameters: ParameterValues,
  stack: Pick<Stack, 'parameters'>,
): boolean {
  return Object.entries(parameters).every(
    ([name, value]) => value === undefined || value === stack.parameters[name],
  );
}

export interface SentParameters {
  /** The template that would be sent. */
  readonly template: JsonObject;
  readonly parameters: ParameterValues;
  readonly deployedParameters: Readonly<Record<string, string>>;
}

/** What would have another value. Nobody can tell that of a NoEcho one, so it counts if it is given. */
export function parameterChanges({
  template,
  parameters,
  deployedParameters,
}: SentParameters): ValueChange[] {
  const secrets = noEchoNames({ data: template });
  return Object.entries(objectAt(template, 'Parameters')).flatMap(([name]): ValueChange[] => {
    const before = deployedParameters[name];
    const isGiven = name in parameters;
    const after = isGiven ? parameters[name] : objectAt(template, 'Parameters', name)['Default'];
    if (after === undefined || String(after) === before) return [];
    if (secrets.includes(name)) return [{ name, before: before && masked, after: masked }];
    return [{ name, before, after }];
  });
}

/** Begins the name of a variable that gives a parameter: `STACK_PARAMETER_DbPassword`. */
export const parameterVariable = 'STACK_PARAMETER_';

export interface GivenParameters {
  /** Of samconfig.toml. */
  readonly file: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** `--parameterOverrides` in any of SAM's forms, as Nx parses it. */
  readonly commandLine: Json | undefined;
}

export interface MergedParameters {
  readonly values: Readonly<Record<string, string>>;
  /** Names that the command line or a variable gives, and which of them: `STACK_PARAMETER_Stage`. */
  readonly asked: ReadonlyMap<string, string>;
}

/**
 * The file's values, over them the variables', over them the command line's.
 *
 * @throws UserError for a name that the template does not have, and for a NoEcho parameter on the
 * command line, which Nx prints and keeps
 */
export function mergeParameters(
  { file, variables, commandLine }: GivenParameters,
  template: Pick<SamTemplate, 'file' | 'data'>,
): MergedParameters {
  refuseNumbers(commandLine);
  const given = parsePairs(configValueOf(commandLine), noIncludes);
  if (given.type === 'no-pairs') {
    throw new UserError(
      `--parameterOverrides has ${given.reason}; write --parameterOverrides="Key=Value Other=Value"`,
    );
  }
  const byVariable = Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      name.startsWith(parameterVariable) && value !== undefined
        ? [[name.slice(parameterVariable.length), value]]
        : [],
    ),
  );
  const known = Object.keys(objectAt(template.data, 'Parameters'));
  const refuseUnknown = (names: readonly string[], source: string) => {
    const unknown = names.find((name) => !known.includes(name));
    if (unknown === undefined) return;
    const knows = known.length > 0 ? `; it knows ${known.join(', ')}` : '';
    throw new UserError(`has no parameter '${unknown}', which ${source} gives${knows}`, {
      file: template.file,
    });
  };
  refuseUnknown(Object.keys(byVariable), 'a variable STACK_PARAMETER_…');
  refuseUnknown(Object.keys(given.values), '--parameterOverrides');
  refuseSecrets(
    noEchoNames(template).filter((name) => name in given.values),
    template.file,
  );
  return {
    values: { ...file, ...byVariable, ...given.values },
    asked: new Map([
      ...Object.keys(byVariable).map((name) => [name, `${parameterVariable}${name}`] as const),
      ...Object.keys(given.values).map((name) => [name, '--parameterOverrides'] as const),
    ]),
  };
}

/** Nx has read `--parameterOverrides.Size 007` as a number, and its digits are gone. */
function refuseNumbers(commandLine: Json | undefined): void {
  const values = isObject(commandLine) ? Object.entries(commandLine) : [];
  const [name] = values.find(([, value]) => typeof value === 'number') ?? [];
  if (name === undefined) return;
  throw new UserError(
    `--parameterOverrides.${name} is a number to Nx, which may change its digits; write --parameterOverrides="${name}=…"`,
  );
}

/** Whether a command line has `--parameterOverrides`, in one of the spellings that Nx takes. */
export function givesParameters(argv: readonly string[]): boolean {
  return argv.some((word) => /^--?parameter[-_]?overrides\b/i.test(word));
}

/**
 * To be asked before Nx prints its command line and writes it to its cache's run.json.
 *
 * @throws UserError if a command line gives a NoEcho parameter, in whatever form
 */
export function refuseSecretsIn(
  argv: readonly string[],
  template: Pick<SamTemplate, 'file' | 'data'>,
): void {
  const given = noEchoNames(template).filter((name) => {
    // Name=…, ParameterKey=Name,…, {"Name":…}, --parameterOverrides.Name …
    const named = new RegExp(`(?<![A-Za-z0-9])${name}["']?\\s*[=,:]|\\.${name}$`);
    return argv.some((word) => named.test(word));
  });
  refuseSecrets(given, template.file);
}

function refuseSecrets(names: readonly string[], file: string): void {
  const [name] = names;
  if (name === undefined) return;
  throw new UserError(
    `${name} is NoEcho, and Nx prints and keeps what is on the command line; set the variable ${parameterVariable}${name} instead`,
    { file },
  );
}
