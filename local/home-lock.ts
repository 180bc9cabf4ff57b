import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Another stack runs on the same folder. */
export class HomeInUseError extends Error {
  override readonly name = 'HomeInUseError';
}

/**
 * Keeps a second stack off the same folder: as long as this process lives, it listens on a socket that is named after it. A process id in a
 * file would be wrong after `kill -9`, once another process has got the number.
 * @returns what gives the folder free
 * @throws HomeInUseError
 */
export async function lockHome(directory: string): Promise<() => void> {
  const id = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const address = process.platform === 'win32' ? `\\\\.\\pipe\\maas-${id}` : path.join(tmpdir(), `maas-${id}.sock`);
  const server = (await listen(address)) ?? (await takeOver(address));
  if (!server) throw new HomeInUseError(`Another 'npm start' already serves ${directory}; end it, or set MAAS_HOME to another folder.`);
  server.unref();
  return () => { server.close(); };
}

/** A socket that nobody answers at belongs to a process that was killed. */
async function takeOver(address: string): Promise<Server | undefined> {
  if (await isAnswered(address)) return undefined;
  rmSync(address, { force: true });
  return listen(address);
}

async function listen(address: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    await once(server.listen(address), 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

async function isAnswered(address: string): Promise<boolean> {
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
