/**
 * Knows where functions can be reached: events and function URLs of the template + physical ids of the
 * stack -> methods and addresses. Pure.
 */
import type { StackResource } from '../../aws/stack-resources';
import { expandGlobals } from '../../sam/globals';
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/json';
import { referencesOf } from '../../sam/references';
import { evaluatorFor, type Deployment, type Evaluate } from '../../sam/resolve-value';
import type { SamTemplate } from '../../sam/sam-template';

export interface Address {
  /** In capitals; `ANY` where every method is taken. */
  readonly method: string;
  readonly url: string;
  readonly logicalId: string;
}

/** A function's own URL, which only Lambda can tell. */
export interface FunctionUrl {
  readonly logicalId: string;
  readonly functionName: string;
  /** The alias that it is of. */
  readonly qualifier: string | undefined;
}

type Resources = readonly Pick<StackResource, 'logicalId' | 'type' | 'physicalId'>[];

interface Place {
  readonly template: Pick<SamTemplate, 'data'>;
  readonly deployment: Deployment;
  readonly resources: Resources;
}

// aws-sam-translator 1.115: the APIs that events without one share.
const kinds: Readonly<Record<string, { readonly implicit: string; readonly named: string }>> = {
  Api: { implicit: 'ServerlessRestApi', named: 'RestApiId' },
  HttpApi: { implicit: 'ServerlessHttpApi', named: 'ApiId' },
};

/** Whether anything of these functions has an address, so that the stack need not be asked in vain. */
export function haveAddresses(
  template: Pick<SamTemplate, 'data'>,
  logicalIds: readonly string[],
): boolean {
  const all = objectAt(template.data, 'Resources');
  const hasWebSockets = Object.values(all).some(isWebSocketApi);
  return functionsOf(template, logicalIds).some(
    ([, properties]) =>
      hasWebSockets ||
      'FunctionUrlConfig' in properties ||
      eventsOf(properties).some(({ type }) => type in kinds),
  );
}

export function apiAddresses(place: Place, logicalIds: readonly string[]): Address[] {
  const { template, deployment, resources } = place;
  const evaluate = evaluatorFor(template, deployment);
  const ofEvents = functionsOf(template, logicalIds).flatMap(([logicalId, properties]) =>
    eventsOf(properties).flatMap(({ type, properties: event }): Address[] => {
      const kind = kinds[type];
      if (!kind) return [];
      const api = apiOf(event[kind.named], kind.implicit);
      const base = baseOf('https', api, resources, deployment.region);
      if (base === undefined) return [];
      const { path, method } = routeOf(event, evaluate);
      return [{ method, url: `${base}${path}`, logicalId }];
    }),
  );
  return [...ofEvents, ...webSockets(place, logicalIds)];
}

export function functionUrls(
  { template, resources }: Pick<Place, 'template' | 'resources'>,
  logicalIds: readonly string[],
): FunctionUrl[] {
  return functionsOf(template, logicalIds).flatMap(([logicalId, properties]) => {
    const functionName = physicalIdOf(logicalId, resources);
    if (!('FunctionUrlConfig' in properties) || functionName === undefined) return [];
    const { AutoPublishAlias: alias } = properties;
    return [{ logicalId, functionName, qualifier: typeof alias === 'string' ? alias : undefined }];
  });
}

function functionsOf(
  template: Pick<SamTemplate, 'data'>,
  logicalIds: readonly string[],
): [string, JsonObject][] {
  const all = objectAt(expandGlobals(template.data), 'Resources');
  return logicalIds.map((id) => [id, objectAt(all, id, 'Properties')]);
}

function eventsOf(properties: JsonObject): { type: string; properties: JsonObject }[] {
  return Object.values(objectAt(properties, 'Events')).flatMap((event) =>
    isObject(event) && typeof event['Type'] === 'string'
      ? [{ type: event['Type'], properties: objectAt(event, 'Properties') }]
      : [],
  );
}

function apiOf(named: Json | undefined, implicit: string): string | undefined {
  if (named === undefined) return implicit;
  return isObject(named) && typeof named['Ref'] === 'string' ? named['Ref'] : undefined;
}

/** An event of an HTTP API without a path takes everything. */
function routeOf(event: JsonObject, evaluate: Evaluate): { path: string; method: string } {
  const [path = '/{proxy+}', method = 'any'] = [event['Path'], event['Method']].map(evaluate);
  const verb = String(method).toUpperCase();
  return { path: String(path), method: verb === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? 'ANY' : verb };
}

const apiTypes = new Set(['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api']);
const stageTypes = new Set(['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage']);

/** Up to the stage; undefined for what the stack does not have. */
function baseOf(
  scheme: string,
  api: string | undefined,
  resources: Resources,
  region: string,
): string | undefined {
  const found = resources.find(({ logicalId, type }) => logicalId === api && apiTypes.has(type));
  if (!found?.physicalId) return undefined;
  // SAM calls a stage after its API; of several that fit, the API with the longest name is meant.
  const apis = resources.filter(({ type }) => apiTypes.has(type));
  const stage = resources.find(({ logicalId, type }) => {
    if (!stageTypes.has(type) || !logicalId.startsWith(found.logicalId)) return false;
    const fitting = apis.filter((other) => logicalId.startsWith(other.logicalId));
    return fitting.every((other) => other.logicalId.length <= found.logicalId.length);
  });
  const path = !stage || stage.physicalId === '$default' ? '' : `/${stage.physicalId}`;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `${scheme}://${found.physicalId}.execute-api.${region}.${domain}${path}`;
}

function webSockets({ template, deployment, resources }: Place, ids: readonly string[]): Address[] {
  const all = objectAt(template.data, 'Resources');
  return Object.keys(all).flatMap((api) => {
    const base = isWebSocketApi(all[api])
      ? baseOf('wss', api, resources, deployment.region)
      : undefined;
    if (base === undefined) return [];
    const integrations = Object.values(all).filter(
      (resource) =>
        isObject(resource) &&
        resource['Type'] === 'AWS::ApiGatewayV2::Integration' &&
        referencesOf(resource).names.has(api),
    );
    const reached = ids.filter((id) =>
      integrations.some((resource) => referencesOf(resource).names.has(id)),
    );
    return reached.map((logicalId) => ({ method: 'CONNECT', url: base, logicalId }));
  });
}

function isWebSocketApi(resource: Json | undefined): boolean {
  if (!isObject(resource) || resource['Type'] !== 'AWS::ApiGatewayV2::Api') return false;
  return objectAt(resource, 'Properties')['ProtocolType'] === 'WEBSOCKET';
}

function physicalIdOf(logicalId: string, resources: Resources): string | undefined {
  return resources.find((resource) => resource.logicalId === logicalId)?.physicalId || undefined;
}
