import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** A server that says nothing for so long is taken for dead. */
const IDLE_TIMEOUT_MS = 10_000;
const SOCKETS = 64;

const agents = {
  'http:': new HttpAgent({ keepAlive: true, maxSockets: SOCKETS }),
  'https:': new HttpsAgent({ keepAlive: true, maxSockets: SOCKETS }),
} as const;

export interface HttpGet extends RequestOptions {
  readonly protocol: keyof typeof agents;
}

/** One GET on a connection that is kept for the next one. The answer's body has to be read or destroyed. */
export async function httpGet(options: HttpGet): Promise<IncomingMessage> {
  const send = options.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      { ...options, method: 'GET', agent: agents[options.protocol], timeout: IDLE_TIMEOUT_MS },
      resolve,
    );
    request.on('timeout', () =>
      request.destroy(
        Object.assign(new Error(`${options.hostname} was silent for ${IDLE_TIMEOUT_MS} ms.`), {
          code: 'ETIMEDOUT',
        }),
      ),
    );
    request.on('error', reject);
    request.end();
  });
}

export async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
