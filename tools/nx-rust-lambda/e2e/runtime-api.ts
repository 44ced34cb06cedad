/**
 * A small runtime API of Lambda: hands events to one program, one after the other, and takes what it
 * posts. What the real one would not take, it refuses too.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the program posted for one event. */
export interface Posted {
  readonly requestId: string;
  readonly type: 'response' | 'error';
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** What every event comes with, besides its request id. */
export interface InvocationHeaders {
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly arn: string;
  readonly traceId: string;
}

interface Invocation {
  readonly event: string;
  readonly requestId: string;
  readonly settle: (posted: Posted) => void;
  readonly fail: (error: Error) => void;
}

const version = '/2018-06-01/runtime';

export class RuntimeApi {
  readonly #server: Server;
  /** Posted as a mistake, or to where nothing is. */
  readonly refused: string[] = [];
  #next: ServerResponse | undefined;
  #current: Invocation | undefined;
  #told: (() => void)[] = [];

  private constructor(readonly headers: InvocationHeaders) {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        const body = Buffer.concat(chunks).toString();
        this.#take(`${method} ${url}`, { headers, body, response });
      });
    });
  }

  static start(headers: InvocationHeaders): Promise<RuntimeApi> {
    const api = new RuntimeApi(headers);
    return new Promise((resolve) => api.#server.listen(0, '127.0.0.1', () => resolve(api)));
  }

  /** The value of AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** One at a time. Rejects if the program says that it cannot start. */
  invoke(event: unknown): Promise<Posted> {
    return new Promise((settle, fail) => {
      this.#current = { event: JSON.stringify(event), requestId: randomUUID(), settle, fail };
      if (this.#next) this.#hand(this.#next, this.#current);
    });
  }

  /** When the program waits for an event. */
  asked(): Promise<void> {
    return this.#next ? Promise.resolve() : new Promise((told) => this.#told.push(told));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #take(
    line: string,
    request: { headers: IncomingHttpHeaders; body: string; response: ServerResponse },
  ): void {
    const { headers, body, response } = request;
    const current = this.#current;
    const [, requestId, type] =
      /^POST \/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(line) ?? [];
    if (line === `GET ${version}/invocation/next`) {
      // The program waits; an event comes when the test has one.
      if (current) this.#hand(response, current);
      else {
        this.#next = response;
        this.#told.splice(0).forEach((told) => told());
      }
    } else if (current !== undefined && requestId === current.requestId) {
      this.#current = undefined;
      answer(response, 202, { status: 'OK' });
      current.settle({
        requestId,
        type: type as Posted['type'],
        headers,
        body: JSON.parse(body) as unknown,
      });
    } else {
      this.refused.push(`${line} ${body}`);
      answer(response, 400, { errorType: 'InvalidRequestID', errorMessage: line });
      if (line === `POST ${version}/init/error`) current?.fail(new Error(body));
    }
  }

  #hand(response: ServerResponse, { event, requestId }: Invocation): void {
    this.#next = undefined;
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': requestId,
      'Lambda-Runtime-Deadline-Ms': String(this.headers.deadline),
      'Lambda-Runtime-Invoked-Function-Arn': this.headers.arn,
      'Lambda-Runtime-Trace-Id': this.headers.traceId,
    });
    response.end(event);
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
