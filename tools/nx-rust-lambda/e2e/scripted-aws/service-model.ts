/**
 * AWS's own description of its services, as botocore ships it inside the pinned SAM CLI: operations,
 * shapes, and what each member may be. Nothing of it is written down here.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { repository } from '../workspace';

export interface Member {
  readonly shape: string;
  readonly location?: 'uri' | 'header' | 'headers' | 'querystring' | 'statusCode';
  readonly locationName?: string;
}

export interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
  readonly member?: Member;
  readonly key?: Member;
  readonly value?: Member;
  readonly flattened?: boolean;
  /** The member that is the whole body. */
  readonly payload?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly error?: { readonly code?: string; readonly httpStatusCode?: number };
}

export interface Operation {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string };
  readonly input?: { readonly shape: string };
  readonly output?: { readonly shape: string; readonly resultWrapper?: string };
}

export interface ServiceModel {
  readonly metadata: {
    readonly protocol: 'query' | 'rest-xml' | 'rest-json' | 'json';
    readonly xmlNamespace?: string;
    readonly targetPrefix?: string;
  };
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** The services that are called here, by their name in a signature. */
const versions: Readonly<Record<string, string>> = {
  cloudformation: '2010-05-15',
  lambda: '2015-03-31',
  logs: '2014-03-28',
  s3: '2006-03-01',
  sts: '2011-06-15',
};

const loaded = new Map<string, ServiceModel>();

/** @returns undefined for a service that nothing here should call */
export function serviceModel(service: string): ServiceModel | undefined {
  const version = versions[service];
  if (version === undefined) return undefined;
  const known = loaded.get(service);
  if (known) return known;
  const file = join(botocoreData(), service, version, 'service-2.json.gz');
  const model = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as ServiceModel;
  loaded.set(service, model);
  return model;
}

export function shapeNamed({ shapes }: ServiceModel, name: string): Shape {
  const shape = shapes[name];
  if (!shape) throw new Error(`the service model has no shape ${name}`);
  return shape;
}

/** `.tools/sam-<hash>/lib/python3.<n>/site-packages/botocore/data` of the environment that is whole. */
function botocoreData(): string {
  const tools = join(repository, '.tools');
  for (const tool of readdirSync(tools).filter((name) => name.startsWith('sam-'))) {
    if (!readdirSync(join(tools, tool)).includes('.complete')) continue;
    const lib = join(tools, tool, 'lib');
    const python = readdirSync(lib).find((name) => name.startsWith('python3'));
    if (python) return join(lib, python, 'site-packages', 'botocore', 'data');
  }
  throw new Error(`no SAM CLI in ${tools}; npm start installs it`);
}
