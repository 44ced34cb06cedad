/** Knows the logical ids that SAM makes of a function, next to the function's own. */
import { isObject, objectAt, type Json, type JsonObject } from './sam-template';

// aws-sam-translator 1.115: model/sam_resources.py (SamFunction) and model/eventsources/.

/** Made if the function has the property; what follows `Version` is a hash. */
const byProperty: readonly (readonly [RegExp, string])[] = [
  [/^(Url|UrlPublicPermissions|URLInvokeAllowPublicAccess)$/, 'FunctionUrlConfig'],
  [/^EventInvokeConfig(On(Success|Failure)(Queue|Topic))?$/, 'EventInvokeConfig'],
  [/^DeploymentGroup$/, 'DeploymentPreference'],
  [/^Version[0-9a-f]+$/, 'AutoPublishAlias'],
  [/^CognitoPermission$/, 'Events'],
  // Referred to with a dot, as in `!Ref EchoFunction.Alias`.
  [/^\.(Alias|Version)$/, 'AutoPublishAlias'],
  [/^\.Destination(Queue|Topic)$/, 'EventInvokeConfig'],
];
/** Parts of an event's resources, `<function><event><part>`; a stage or a hash may follow. */
const eventPart = /^(Permission\w*|Role[0-9a-f]*|Queue|QueuePolicy|EventSourceMapping)?$/;

/** Whether SAM makes `<function><rest>`; `properties` are the function's, with Globals. */
export function isGenerated(rest: string, properties: JsonObject): boolean {
  if (rest === 'Role') return !('Role' in properties) || isPerhapsNone(properties['Role']);
  if (byProperty.some(([pattern, name]) => name in properties && pattern.test(rest))) return true;
  if (rest.startsWith('Alias') && isAlias(rest.slice('Alias'.length), properties)) return true;
  return Object.keys(objectAt(properties, 'Events')).some(
    (event) => rest.startsWith(event) && eventPart.test(rest.slice(event.length)),
  );
}

/** The attributes of what SAM makes, where they are few; undefined where they are not known here. */
export function generatedAttributes(rest: string): readonly string[] | undefined {
  if (rest === 'Role') return ['Arn', 'RoleId'];
  return rest === 'Url' ? ['FunctionArn', 'FunctionUrl'] : undefined;
}

/** What a user probably meant: ids that the function has. */
export function generatedIds(logicalId: string, properties: JsonObject): string[] {
  const { AutoPublishAlias: alias } = properties;
  return [
    logicalId,
    ...['Role', 'Url', 'DeploymentGroup', 'EventInvokeConfig', '.Alias', '.Version']
      .filter((rest) => isGenerated(rest, properties))
      .map((rest) => `${logicalId}${rest}`),
    ...(typeof alias === 'string' ? [`${logicalId}Alias${alphanumeric(alias)}`] : []),
    ...Object.keys(objectAt(properties, 'Events')).map((event) => `${logicalId}${event}`),
  ];
}

/** With `Role: !If [HasRole, !Ref RoleArn, !Ref AWS::NoValue]` SAM makes one under a condition. */
function isPerhapsNone(role: Json | undefined): boolean {
  const arms = isObject(role) ? role['Fn::If'] : undefined;
  return Array.isArray(arms) && arms.some((arm) => isObject(arm) && arm['Ref'] === 'AWS::NoValue');
}

function isAlias(name: string, { AutoPublishAlias: alias }: JsonObject): boolean {
  return typeof alias === 'string' ? name === alphanumeric(alias) : isObject(alias);
}

/** As SAM makes an alias a part of an id. */
function alphanumeric(alias: string): string {
  return alias.replaceAll('-', 'D').replaceAll('_', 'U');
}
