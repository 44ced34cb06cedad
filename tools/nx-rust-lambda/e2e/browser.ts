/** A headless browser that plays a page, and the server that the page comes from. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../src/process/run';
import { browserMend, findBrowser } from '../src/toolchain/browser';

/** Names that the browser takes for this machine, as a name server of an attacker's would say. */
export const foreignName = 'evil.example';

const flags = [
  '--headless=new',
  // It will not run as root otherwise, and containers have no user namespaces.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--no-proxy-server',
  `--host-resolver-rules=MAP ${foreignName} 127.0.0.1`,
];

async function withBrowser<T>(
  args: readonly string[],
  use: (ended: Promise<string>, stop: AbortController) => Promise<T>,
): Promise<T> {
  const program = findBrowser(process.env['PATH']);
  if (program === undefined) throw new Error(`there is no browser; ${browserMend}`);
  const profile = mkdtempSync(join(tmpdir(), 'browser-'));
  const stop = new AbortController();
  const ended = run(
    { program, args: [...flags, `--user-data-dir=${profile}`, ...args], cwd: profile },
    { signal: stop.signal },
  );
  try {
    return await use(
      ended.then((result) => (result.type === 'exited' ? result.stdout : JSON.stringify(result))),
      stop,
    );
  } finally {
    stop.abort();
    await ended;
    // Its helpers end a little after it.
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** The document that the browser has after loading an address that was typed. */
export function documentOf(url: string): Promise<string> {
  return withBrowser(['--dump-dom', url], (ended) => ended);
}

/**
 * What `report(value)` of a script gets, played in a page at `host` of a port of its own.
 * `script` is the body of an async function.
 */
export async function playPage<T>(host: string, script: string): Promise<T> {
  const page = `<!doctype html><title>page</title><body><script type="module">
const report = (value) => fetch('/report', { method: 'POST', body: JSON.stringify(value) });
${script}
</script>`;
  let onReport: (value: T) => void;
  const reported = new Promise<T>((resolve) => (onReport = resolve));
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      if (request.method === 'POST') onReport(JSON.parse(text) as T);
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(request.url === '/' ? page : '');
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  try {
    return await withBrowser([`http://${host}:${port}/`], (ended) =>
      Promise.race([
        reported,
        ended.then((said): T => {
          throw new Error(`the browser ended before the page was through: ${said}`);
        }),
      ]),
    );
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}
