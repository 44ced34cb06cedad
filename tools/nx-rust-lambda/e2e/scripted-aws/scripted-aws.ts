/**
 * An AWS on 127.0.0.1 that gives recorded answers, or hands everything on to a local AWS; either
 * way it refuses, and records, every request that breaks the service's own model.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeAnswer, type AwsError, type WireAnswer } from './answers';
import { decodeRequest, type DecodedRequest, type RawRequest } from './requests';
import { violationsOf } from './rules';

/** In the SDK's shape of an output. `dropped`: the connection ends without an answer. */
export type Answer = object | AwsError | 'dropped';
export type Answers = readonly (Answer | ((request: DecodedRequest) => Answer))[];

/** Operation -> its answers in order; the last one is given again and again. */
export type Script = Readonly<Record<string, Answers>>;

export interface ScriptedAws {
  readonly endpoint: string;
  /** All that were signed, in order, refused ones too. */
  readonly requests: readonly DecodedRequest[];
  /** One line each: operation, member, rule. A test ends with `expect(…).toEqual([])`. */
  readonly violations: readonly string[];
  inputsOf(operation: string): DecodedRequest['input'][];
  close(): Promise<void>;
}

/** How CloudFormation and STS throttle. */
export const throttling: AwsError = { code: 'Throttling', message: 'Rate exceeded' };
/** How S3 throttles; its HEAD has the status alone. */
export const slowDown: AwsError = { code: 'SlowDown', message: 'Reduce your rate', status: 503 };

/** What hardly any script has an opinion about. */
const usual: Script = {
  GetCallerIdentity: [{ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/test' }],
  HeadBucket: [{}],
  HeadObject: [{}],
  PutObject: [{}],
  CreateBucket: [{}],
  ListChangeSets: [{}],
  ExecuteChangeSet: [{}],
  DeleteChangeSet: [{}],
  DeleteStack: [{}],
};

/** An AWS that says what the script says. An operation without answers is a violation. */
export async function startScriptedAws(script: Script): Promise<ScriptedAws> {
  const answers = { ...usual, ...script };
  const asked = new Map<string, number>();
  return listen(async (request) => {
    if (!request) return { status: 404, headers: {}, body: '' };
    const all = answers[request.operation];
    const count = asked.get(request.operation) ?? 0;
    asked.set(request.operation, count + 1);
    const next = all?.[Math.min(count, all.length - 1)];
    if (next === undefined) throw new Error(`no answer to ${request.operation} in the script`);
    const answer = typeof next === 'function' ? next(request) : next;
    return answer === 'dropped' ? answer : encodeAnswer(request, answer);
  });
}

/**
 * An AWS that checks every request and has the one at `upstream` answer it. `onAnswer` may hold an
 * answer back, and give another body.
 */
export async function startCheckingProxy(
  upstream: string,
  onAnswer: (request: DecodedRequest, body: Buffer) => Promise<Buffer> = async (_, body) => body,
): Promise<ScriptedAws> {
  return listen(async (request, raw) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(raw.headers)) {
      // `fetch` sets these itself.
      const isOwn = [
        'connection',
        'content-length',
        'expect',
        'host',
        'transfer-encoding',
      ].includes(name);
      if (value !== undefined && !isOwn) headers.set(name, String(value));
    }
    const answer = await fetch(upstream + raw.url, {
      method: raw.method,
      headers,
      redirect: 'manual',
      ...(raw.body.length > 0 ? { body: raw.body } : {}),
    });
    const kept = [...answer.headers].filter(
      ([name]) =>
        !['connection', 'keep-alive', 'transfer-encoding', 'content-encoding'].includes(name),
    );
    const isHead = raw.method === 'HEAD';
    const body = Buffer.from(await answer.arrayBuffer());
    return {
      status: answer.status,
      headers: Object.fromEntries(kept.filter(([name]) => isHead || name !== 'content-length')),
      body: request ? await onAnswer(request, body) : body,
    };
  });
}

type Answering = (
  request: DecodedRequest | undefined,
  raw: RawRequest,
) => Promise<WireAnswer | 'dropped'>;

async function listen(answering: Answering): Promise<ScriptedAws> {
  const requests: DecodedRequest[] = [];
  const violations: string[] = [];
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const raw = await read(incoming);
    const request = decodeRequest(raw);
    if (request) requests.push(request);
    const found = (request ? violationsOf(request) : []).map(({ operation, member, rule }) =>
      [operation, member, rule].filter(Boolean).join(' '),
    );
    violations.push(...found);
    const wire =
      request && found.length > 0
        ? encodeAnswer(request, { code: 'ValidationError', message: found.join('; ') })
        : await answering(request, raw);
    if (wire === 'dropped') {
      response.destroy();
      return;
    }
    response.writeHead(wire.status, wire.headers);
    response.end(raw.method === 'HEAD' ? undefined : wire.body);
  };
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: Error) => {
      violations.push(error.message);
      response.writeHead(400);
      response.end(error.message);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    violations,
    inputsOf: (operation) =>
      requests.filter((each) => each.operation === operation).map(({ input }) => input),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function read(incoming: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return {
    method: incoming.method ?? 'GET',
    url: incoming.url ?? '/',
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  };
}
