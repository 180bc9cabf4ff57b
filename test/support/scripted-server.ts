import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that gives one answer after the other, the last of them for ever. */
export interface ScriptedServer {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  readonly connections: () => number;
  /** From now on. */
  answer(...answers: readonly Answer[]): void;
  close(): Promise<void>;
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const requests: IncomingMessage[] = [];
  let script: Answer[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    const answer = script.length > 1 ? script.shift() : script[0];
    if (answer) answer(request, response);
    else response.destroy();
  }).on('connection', () => {
    connections++;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => connections,
    answer: (...answers) => {
      script = [...answers];
      requests.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const answerWith =
  (status: number, body: string | Uint8Array = '', headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
  };

export const answerError = (status: number, code: string): Answer =>
  answerWith(
    status,
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>because of ${code}</Message></Error>`,
  );

export const resetConnection: Answer = (request) => {
  request.socket.resetAndDestroy();
};

/**
 * The body's beginning under the length of all of it, and then nothing but an end of the
 * connection.
 */
export const breakAfter =
  (body: Uint8Array, bytes: number, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response
      .writeHead(200, { 'content-length': body.length, ...headers })
      .write(body.subarray(0, bytes), () => {
        response.destroy();
      });
  };

/** As S3 answers a range. */
export const answerRange =
  (body: Uint8Array, headers: Record<string, string> = {}): Answer =>
  (request, response) => {
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const part = body.subarray(Number(first), Number(last) + 1);
    response.writeHead(206, { 'content-length': part.length, ...headers }).end(part);
  };
