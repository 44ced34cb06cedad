/** What came over the wire -> which operation of which service, with its input as plain data. */
import { fromQuery, scalarOf } from './query-input';
import { serviceModel, shapeNamed, type Operation, type Shape } from './service-model';
import type { ServiceModel } from './service-model';
import { fromXml, parseXml } from './xml';

export interface RawRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface DecodedRequest {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Parts of the request for which the model has no member. */
  readonly unknown: readonly string[];
}

/** @returns undefined for a request that is not signed, such as a look at the server's health */
export function decodeRequest(raw: RawRequest): DecodedRequest | undefined {
  const service = signedFor(raw);
  if (service === undefined) return undefined;
  const model = serviceModel(service);
  if (!model) return { service, operation: raw.url, input: {}, unknown: ['the service itself'] };
  const operation = operationOf(model, raw);
  if (!operation) {
    const operationName = `${raw.method} ${raw.url}`;
    return { service, operation: operationName, input: {}, unknown: ['the operation itself'] };
  }
  const shape = operation.input ? shapeNamed(model, operation.input.shape) : { type: 'structure' };
  return { service, operation: operation.name, ...inputOf(model, operation, shape, raw) };
}

/** `Credential=<key>/<date>/<region>/<service>/aws4_request`. */
function signedFor({ headers }: RawRequest): string | undefined {
  const signature = headers['authorization'];
  if (typeof signature !== 'string') return undefined;
  return /Credential=[^,]*\/([^/,]+)\/aws4_request/.exec(signature)?.[1];
}

function operationOf(model: ServiceModel, raw: RawRequest): Operation | undefined {
  switch (model.metadata.protocol) {
    case 'query':
      return model.operations[new URLSearchParams(raw.body.toString('utf8')).get('Action') ?? ''];
    case 'json':
      return model.operations[String(raw.headers['x-amz-target']).split('.').pop() ?? ''];
    default:
      return restOperation(model, raw);
  }
}

/**
 * Many operations of S3 differ only in a word of the query or in a header that one of them must
 * have: the one whose fixed words and required parts fit best.
 */
function restOperation(model: ServiceModel, raw: RawRequest): Operation | undefined {
  const url = new URL(raw.url, 'http://localhost');
  const named = model.operations[url.searchParams.get('x-id') ?? ''];
  if (named) return named;
  const scored = Object.values(model.operations).flatMap((operation) => {
    if (operation.http.method !== raw.method || !labelsOf(operation, url.pathname)) return [];
    const fixed = [...new URL(operation.http.requestUri, 'http://localhost').searchParams.keys()];
    if (!fixed.every((key) => url.searchParams.has(key))) return [];
    const shape = operation.input ? model.shapes[operation.input.shape] : undefined;
    const lacks = (shape?.required ?? []).some((name) => {
      const member = shape?.members?.[name];
      const key = member?.locationName ?? name;
      if (member?.location === 'querystring') return !url.searchParams.has(key);
      return member?.location === 'header' && raw.headers[key.toLowerCase()] === undefined;
    });
    return [{ operation, score: fixed.length * 2 - (lacks ? 100 : 0) }];
  });
  return scored.sort((a, b) => b.score - a.score)[0]?.operation;
}

function labelsOf({ http }: Operation, path: string): Record<string, string> | undefined {
  const names: string[] = [];
  const pattern = (http.requestUri.split('?')[0] ?? '')
    .replace(/[.*]/g, '\\$&')
    .replace(/\{(\w+)(\+?)\}/g, (_, name: string, greedy: string) => {
      names.push(name);
      return greedy ? '(.+)' : '([^/]+)';
    });
  const found = new RegExp(`^${pattern}/?$`).exec(path);
  if (!found) return undefined;
  return Object.fromEntries(
    names.map((name, at) => [name, decodeURIComponent(found[at + 1] ?? '')]),
  );
}

type Input = Pick<DecodedRequest, 'input' | 'unknown'>;

function inputOf(model: ServiceModel, operation: Operation, shape: Shape, raw: RawRequest): Input {
  const { protocol } = model.metadata;
  if (protocol === 'query') return fromQuery(model, shape, raw.body.toString('utf8'));
  if (protocol === 'json') return { input: jsonOf(raw.body), unknown: [] };
  const input: Record<string, unknown> = {};
  const url = new URL(raw.url, 'http://localhost');
  const labels = labelsOf(operation, url.pathname) ?? {};
  const fixed = new URL(operation.http.requestUri, 'http://localhost').searchParams;
  const unknown = [...url.searchParams.keys()].filter(
    (key) => key !== 'x-id' && !fixed.has(key) && !isQueryMember(shape, key),
  );
  for (const [name, member] of Object.entries(shape.members ?? {})) {
    const key = member.locationName ?? name;
    const text =
      member.location === 'uri'
        ? labels[key]
        : member.location === 'querystring'
          ? url.searchParams.get(key)
          : member.location === 'header'
            ? raw.headers[key.toLowerCase()]
            : undefined;
    if (typeof text === 'string') input[name] = scalarOf(shapeNamed(model, member.shape), text);
  }
  return { input: { ...input, ...bodyOf(model, shape, raw.body) }, unknown };
}

function isQueryMember({ members }: Shape, key: string): boolean {
  return Object.entries(members ?? {}).some(
    ([name, { location, locationName }]) =>
      location === 'querystring' && (locationName ?? name) === key,
  );
}

function bodyOf(model: ServiceModel, shape: Shape, body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  const payload = shape.payload ? shape.members?.[shape.payload] : undefined;
  if (!shape.payload || !payload) {
    return model.metadata.protocol === 'rest-json' ? jsonOf(body) : {};
  }
  const inside = shapeNamed(model, payload.shape);
  if (inside.type !== 'structure') return { [shape.payload]: body };
  return { [shape.payload]: fromXml(model, inside, parseXml(body.toString('utf8'))) };
}

function jsonOf(body: Buffer): Record<string, unknown> {
  return body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as Record<string, unknown>);
}
