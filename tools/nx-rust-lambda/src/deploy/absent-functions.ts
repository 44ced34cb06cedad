/** Knows which functions of a template a deployment leaves out, because their condition is false. Pure. */
import { objectAt } from '../sam/json';
import { conditionOf, type Deployment } from '../sam/resolve-value';
import type { SamTemplate } from '../sam/sam-template';

export interface AbsentFunction {
  readonly logicalId: string;
  /** The name of its condition. */
  readonly condition: string;
}

/** Of these logical ids; a condition that only a deploy can tell leaves nothing out. */
export function absentFunctions(
  template: Pick<SamTemplate, 'data'>,
  deployment: Deployment,
  logicalIds: readonly string[],
): AbsentFunction[] {
  return logicalIds.flatMap((logicalId) => {
    const condition = objectAt(template.data, 'Resources', logicalId)['Condition'];
    if (typeof condition !== 'string') return [];
    return conditionOf(template, deployment, condition) === false ? [{ logicalId, condition }] : [];
  });
}

export function describeAbsent(
  { logicalId, condition }: AbsentFunction,
  environment: string,
): string {
  return `${logicalId} is not there: its Condition ${condition} is false in '${environment}'`;
}
