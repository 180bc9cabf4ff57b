import { connect, type Socket } from 'node:net';
import type { RunningVersion } from '../../core/monitoring/prediction-watch.ts';
import type { ShadowSender } from '../../core/ports/shadow-sender.ts';

/** Bytes that may wait to be read: whoever reads is behind, and what comes next is not sent. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

/**
 * Writes copies to a socket of this machine, a line each, behind its shadow. It waits for nobody:
 * what has been written is on its way.
 */
export class SocketShadowSender implements ShadowSender {
  readonly #path: string;
  #socket: Socket | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  send({ model, version }: RunningVersion, copy: string): Promise<void> {
    const socket = (this.#socket ??= this.#open());
    if (socket.writableLength > MOST_WAITING_BYTES) {
      return Promise.reject(new Error('More copies wait to be read than may.'));
    }
    socket.write(`${model} ${version} ${copy}\n`); // JSON has no line of its own
    return Promise.resolve();
  }

  /** One that breaks takes along what waits in it; the next copy opens another. */
  #open(): Socket {
    const socket = connect(this.#path);
    socket.unref();
    socket
      .on('error', () => undefined)
      .once('close', () => {
        this.#socket = undefined;
      });
    return socket;
  }
}
