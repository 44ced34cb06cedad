/** Which port of this machine is free. */
import { createHash } from 'node:crypto';
import { connect, createServer } from 'node:net';

/** What runs here is for this machine alone. */
export const loopback = '127.0.0.1';

/** The same port again for the same folder, so that local URLs stay; below the ephemeral ports. */
export async function preferredPort(root: string): Promise<number> {
  const hash = createHash('sha256').update(root).digest().readUInt32BE(0);
  const port = 21_000 + (hash % 10_000);
  return (await isListening(port)) ? freePort() : port;
}

/** A port that nothing listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, loopback, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, loopback);
    const end = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
