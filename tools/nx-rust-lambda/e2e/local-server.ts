/** The running local AWS of a workspace, as its record says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerRecord } from '../src/deploy/local-aws/server-record';

export interface LocalServer extends ServerRecord {
  readonly endpoint: string;
  /** What a program needs to be let in. */
  readonly variables: Readonly<Record<string, string>>;
  /** A request that shows the key; nothing is signed. */
  call(path: string, init?: RequestInit): Promise<Response>;
}

export function localServerOf(root: string): LocalServer {
  const text = readFileSync(join(root, '.local-aws', 'server.json'), 'utf8');
  const record = JSON.parse(text) as ServerRecord;
  const { accessKeyId, secretAccessKey } = record.credentials;
  const endpoint = `http://127.0.0.1:${record.port}`;
  return {
    ...record,
    endpoint,
    variables: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    call: (path, init) =>
      fetch(endpoint + path, { ...init, headers: { authorization: authorization(accessKeyId) } }),
  };
}

export function authorization(key: string, service = 'lambda'): string {
  const scope = `20260101/us-east-1/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=host, Signature=none`;
}
