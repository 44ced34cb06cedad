/**
 * Knows what a deploy would change, for people and for scripts: change set + templates + parameters ->
 * each resource with its properties before and after. Pure.
 */
import type { ResourceChange } from '../aws/change-sets';
import { isObject, objectAt, type Json, type JsonObject } from '../template/sam-template';
import { formatDifferences, replacementOf, shortly } from './change-set';
import { dataLosses, type DataLoss } from './data-loss';
import type { Composition } from './deploy-plan';
import { expandGlobals } from './globals';
import { noEchoNames, type ParameterValues } from './stack-parameters';
import { differencesOf } from './template-differences';

/** What `--json` writes; its fields are only ever added to. */
export interface StackDiff {
  readonly environment: string;
  readonly stack: string;
  readonly type: 'create' | 'update' | 'no-changes';
  readonly changes: readonly ChangeDiff[];
  readonly parameters: readonly ValueDiff[];
  /** What template.yml says otherwise and this would leave as it is deployed, one line each. */
  readonly notInScope: readonly string[];
  readonly dataLosses: readonly DataLoss[];
}

export interface ChangeDiff {
  readonly action: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string | undefined;
  /** Empty, `replaced` or `perhaps replaced`. */
  readonly replacement: string;
  readonly properties: readonly ValueDiff[];
}

export interface ValueDiff {
  readonly name: string;
  /** Undefined where there is none, or where it is not known. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export interface DiffInput {
  readonly environment: string;
  readonly stackName: string;
  readonly deployed: JsonObject | undefined;
  readonly deployedParameters: Readonly<Record<string, string>>;
  /** The template that would be sent. */
  readonly template: JsonObject;
  readonly parameters: ParameterValues;
  readonly composition: Pick<Composition, 'notInScope'>;
  readonly changes: readonly ResourceChange[];
}

const masked = '****';

export function stackDiff(input: DiffInput): StackDiff {
  const { deployed, changes, template } = input;
  const parameters = parameterDiffs(input);
  const isSame = changes.length === 0;
  return {
    environment: input.environment,
    stack: input.stackName,
    type: isSame ? 'no-changes' : deployed ? 'update' : 'create',
    changes: changes.map((change) => changeDiff(change, input)),
    parameters: isSame ? [] : parameters,
    notInScope: formatDifferences(input.composition.notInScope).map((line) => line.trim()),
    dataLosses: dataLosses(changes, deployed ?? {}, template),
  };
}

export function formatDiff(diff: StackDiff): string[] {
  const changes = diff.changes.flatMap((change) => [
    [change.action, change.logicalId, change.type, change.replacement.toUpperCase()]
      .filter(Boolean)
      .join('  '),
    ...change.properties.map((each) => `    ${formatValue(each)}`),
  ]);
  return [
    diff.type === 'no-changes'
      ? `no changes: stack ${diff.stack} is up to date`
      : `stack ${diff.stack} would be ${diff.type}d:`,
    ...changes.map((line) => `  ${line}`),
    ...diff.parameters.map((each) => `  parameter  ${formatValue(each)}`),
    ...(diff.notInScope.length > 0
      ? [
          'not in scope, stays as deployed (npx nx run stack:deploy-all applies it):',
          ...diff.notInScope.map((line) => `  ${line}`),
        ]
      : []),
  ];
}

function formatValue({ name, before, after }: ValueDiff): string {
  return `${name}: ${shortly(before)} -> ${shortly(after)}`;
}

function changeDiff(change: ResourceChange, input: DiffInput): ChangeDiff {
  const { logicalId, type, physicalId } = change;
  return {
    action: change.action.toLowerCase(),
    logicalId,
    type,
    physicalId,
    replacement: replacementOf(change).toLowerCase(),
    properties: change.action === 'Modify' ? propertyDiffs(change, input) : [],
  };
}

/** CloudFormation's own values where it gives them; what the templates say where it does not. */
function propertyDiffs({ logicalId, details = [] }: ResourceChange, input: DiffInput): ValueDiff[] {
  const known = details.filter(({ before, after }) => before !== undefined || after !== undefined);
  if (known.length > 0) {
    return known.map(({ path, before, after }) => ({ name: dotted(path), before, after }));
  }
  const before = resourceOf(input.deployed ?? {}, logicalId);
  const after = resourceOf(input.template, logicalId);
  const code = [before, after].map((resource) => objectAt(resource, 'Properties')['CodeUri']);
  const entry = (resource: JsonObject) => ({ Resources: { [logicalId]: resource } });
  return [
    ...(code[0] === code[1]
      ? []
      : [{ name: 'Properties.CodeUri', before: code[0], after: code[1] }]),
    ...differencesOf(entry(before), entry(after)).map(({ path, from, to }) => ({
      name: path.join('.'),
      before: from,
      after: to,
    })),
  ];
}

function resourceOf(template: JsonObject, logicalId: string): JsonObject {
  const resource = objectAt(expandGlobals(template), 'Resources')[logicalId];
  return isObject(resource) ? resource : {};
}

function dotted(path: string): string {
  return path.split('/').filter(Boolean).join('.');
}

function parameterDiffs({ template, parameters, deployedParameters }: DiffInput): ValueDiff[] {
  const declared = objectAt(template, 'Parameters');
  const secrets = noEchoNames({ data: template });
  return Object.keys(declared).flatMap((name): ValueDiff[] => {
    const before = deployedParameters[name];
    const sent = name in parameters ? parameters[name] : objectAt(declared, name)['Default'];
    if (name in parameters && sent === undefined) return [];
    if (secrets.includes(name)) return [{ name, before: before && masked, after: masked }];
    return String(sent) === before ? [] : [{ name, before, after: sent }];
  });
}
