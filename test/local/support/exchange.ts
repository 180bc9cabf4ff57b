import { connect } from 'node:net';
import { afterEach } from '@jest/globals';
import { ApiKeys } from '../../../local/gateway/api-keys.ts';
import {
  Gateway,
  type GatewayParts,
  type GatewayTimeouts,
} from '../../../local/gateway/gateway.ts';
import type { Exchange } from '../../../layers/maas/gateway/log-exchange.ts';
import type { FunctionAnswer } from '../../../layers/maas/instances/invocation.ts';

export interface TestGateway {
  readonly url: string;
  readonly port: number;
  /** The events that reached functions. */
  readonly events: Record<string, unknown>[];
  readonly exchanges: Exchange[];
  close(): Promise<void>;
}

export function answerWith(result: unknown): FunctionAnswer {
  return { mode: 'buffer', payload: Buffer.from(JSON.stringify(result)) };
}

/** A gateway on a free port whose functions are `invoke`. */
export async function startGateway(
  invoke: GatewayParts['invoke'] = () =>
    Promise.resolve(answerWith({ statusCode: 200, body: 'ok' })),
  parts: Partial<GatewayParts> = {},
  timeouts: GatewayTimeouts = {},
): Promise<TestGateway> {
  const gateway = new Gateway(timeouts);
  const events: Record<string, unknown>[] = [];
  const exchanges: Exchange[] = [];
  gateway.serve({
    invoke: (name, call, options) => {
      events.push(JSON.parse(call.toEvent()) as Record<string, unknown>);
      return invoke(name, call, options);
    },
    serveUpload: () => Promise.resolve(false),
    formatMetrics: () => '# nothing yet\n',
    alarms: { list: () => [], readHistory: () => [], publicPem: 'none' },
    apiKeys: new ApiKeys({}),
    allowedHosts: [],
    onAnswer: (exchange) => {
      exchanges.push(exchange);
    },
    ...parts,
  });
  const port = await gateway.listen(0);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    events,
    exchanges,
    close: () => gateway.close(100),
  };
}

/** @returns what starts a gateway as above, which is closed after the test that starts it */
export function useGateway(): typeof startGateway {
  let gateway: TestGateway | undefined;
  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
  });
  return async (...options) => (gateway = await startGateway(...options));
}

/**
 * Sends bytes as they are, and gives all that comes until the server closes or `until` is there.
 */
export async function sendRaw(
  port: number,
  parts: readonly (string | Buffer)[],
  until?: RegExp,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (until?.test(received) === true) socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
    socket.on('close', () => {
      resolve(received);
    });
    for (const part of parts) socket.write(part);
  });
}
