/** Which values of parameters a deploy sends. Pure. */
import type { Stack } from '../aws/stacks';
import { objectAt } from '../template/sam-template';
import type { Composition } from './deploy-plan';
import type { Environment } from './environment';

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
