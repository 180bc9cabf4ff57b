import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { refuseGarbage } from './refuse.ts';

/**
 * The answers that are under way, by connection: what cannot be read on one is answered after what
 * came before it.
 */
export class OpenAnswers {
  readonly #byConnection = new Map<Duplex, Set<ServerResponse>>();
  readonly #ending = new WeakSet<Duplex>();

  add(response: ServerResponse): void {
    const { socket } = response.req;
    const answers = this.#byConnection.get(socket) ?? new Set();
    this.#byConnection.set(socket, answers.add(response));
    response.once('close', () => {
      answers.delete(response);
      if (answers.size === 0 && this.#byConnection.get(socket) === answers) {
        this.#byConnection.delete(socket);
      }
    });
  }

  list(): ServerResponse[] {
    return [...this.#byConnection.values()].flatMap((answers) => [...answers]);
  }

  /**
   * Answers bytes that are no HTTP request, when the requests before them have their answers, and
   * ends the connection.
   */
  async endBehind(socket: Duplex, code: string | undefined): Promise<void> {
    if (!socket.writable || code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    if (this.#ending.has(socket)) return; // more of the same garbage
    this.#ending.add(socket);
    socket.on('error', () => {
      socket.destroy();
    }); // after CONNECT the server listens no longer, and nobody else would
    const answers = [...(this.#byConnection.get(socket) ?? [])];
    for (const response of answers) {
      if (response.req.complete && !response.closed) await once(response, 'close');
    }
    const [broken] = answers.filter(({ req }) => !req.complete);
    if (broken?.headersSent === true && !broken.writableFinished) {
      socket.destroy();
    } // half an answer must not look like a whole one
    else if (!socket.writableEnded && !socket.destroyed) refuseGarbage(socket, code);
  }
}
