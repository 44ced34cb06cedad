/** One resource's part of a change set, as plain data. */
import { isObject, parseJson, toJsonText, type Json } from '../sam/json';
import type { Change, ResourceChange as AwsResourceChange } from '@aws-sdk/client-cloudformation';

export interface ResourceChange {
  readonly action: string;
  readonly logicalId: string;
  readonly type: string;
  /** CloudFormation's word: True, False, Conditional; undefined where it does not apply. */
  readonly replacement: string | undefined;
  readonly physicalId: string | undefined;
  /** What of the resource is changed: Properties, Metadata, Tags, DeletionPolicy, … */
  readonly scope?: readonly string[];
  /** What of it changes and how; empty for what is added or removed. */
  readonly details?: readonly PropertyChange[];
  /**
   * It is listed only because it refers to something that changes, and its own value may well stay
   * the same: CloudFormation lists so who reads an attribute (`Fn::GetAtt`) of what is updated.
   */
  readonly isByReferenceOnly?: boolean;
  /** Logical ids of what it refers to and what changes. */
  readonly causes?: readonly string[];
  /** The nested stack's logical ids, joined by `/`, for what is in one; `logicalId` begins with it. */
  readonly nestedIn?: string;
  /** What happens to the resource that is removed or replaced: Delete, Retain, ReplaceAndSnapshot, … */
  readonly policyAction?: string | undefined;
  /** Of a nested stack: the change set of what is in it. */
  readonly nestedChangeSet?: string | undefined;
}

export interface PropertyChange {
  /**
   * `/Properties/MemorySize`. Without `includePropertyValues` CloudFormation names the property
   * alone, never what is inside it; of other attributes (`/Metadata`, `/Tags`) the name.
   */
  readonly path: string;
  /**
   * JSON or plain text as CloudFormation has it. Undefined where the property is new, and without
   * `includePropertyValues`. What a NoEcho parameter gives is masked by CloudFormation.
   */
  readonly before: string | undefined;
  /** Undefined where the property goes, or where only the execution will know it. */
  readonly after: string | undefined;
}

export function resourceChanges(changes: readonly Change[]): ResourceChange[] {
  return changes.flatMap(({ ResourceChange: change }) =>
    change
      ? [
          {
            action: change.Action ?? '',
            logicalId: change.LogicalResourceId ?? '',
            type: change.ResourceType ?? '',
            replacement: change.Replacement,
            physicalId: change.PhysicalResourceId,
            scope: change.Scope ?? [],
            details: propertyChanges(change),
            isByReferenceOnly: isByReferenceOnly(change),
            causes: causesOf(change),
            policyAction: change.PolicyAction,
            nestedChangeSet: change.ChangeSetId,
          },
        ]
      : [],
  );
}

function isByReferenceOnly({ Details: details = [] }: AwsResourceChange): boolean {
  return (
    details.length > 0 &&
    details.every(
      ({ Evaluation: evaluation, ChangeSource: source }) =>
        evaluation === 'Dynamic' && source !== 'DirectModification',
    )
  );
}

/** `EchoFunction.Arn` and `EchoFunction` are both caused by EchoFunction. */
function causesOf({ Details: details = [] }: AwsResourceChange): string[] {
  const causes = details.flatMap(({ CausingEntity: cause }) => cause?.split('.')[0] ?? []);
  return [...new Set(causes)];
}

/**
 * One entry for a path: CloudFormation lists a property once for each cause (a reference, a
 * parameter, the template itself), and gives the values with one of them only.
 */
function propertyChanges(change: AwsResourceChange): PropertyChange[] {
  const found = new Map<string, PropertyChange>();
  for (const { Target: target } of change.Details ?? []) {
    if (!target) continue;
    const named = [target.Attribute, target.Name].filter((part) => part !== undefined).join('/');
    const path = target.Path ?? `/${named}`;
    const earlier = found.get(path);
    found.set(path, {
      path,
      before: target.BeforeValue ?? earlier?.before ?? valueAt(change.BeforeContext, path),
      after: target.AfterValue ?? earlier?.after ?? valueAt(change.AfterContext, path),
    });
  }
  return [...found.values()];
}

/** The context of a resource is a JSON text with its attributes; a path is a JSON pointer into it. */
function valueAt(context: string | undefined, path: string): string | undefined {
  if (context === undefined) return undefined;
  const steps = path.split('/').slice(1);
  const value = steps.reduce<Json | undefined>((at, step) => {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(at)) return at[Number(key)];
    return isObject(at) ? at[key] : undefined;
  }, parseJson(context));
  return value === undefined || typeof value === 'string' ? value : toJsonText(value);
}
