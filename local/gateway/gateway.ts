import { BodyBudget } from '../../layers/maas/gateway/body-budget.ts';
import { Listener, type ListenerOptions } from '../../layers/maas/gateway/listener.ts';
import { handleRequest, type GatewayDeps } from './handle-request.ts';

export interface GatewayTimeouts extends Pick<ListenerOptions, 'headersMs'> {
  /**
   * Milliseconds within which the whole body of a call of the API has to be there. @default 60,000
   */
  readonly bodyMs?: number;
}

const BODIES_BYTES = 256 * 1024 * 1024;

export type GatewayParts = Omit<GatewayDeps, 'budget' | 'bodyMs'>;

/**
 * HTTP in front of the functions, as API Gateway puts it there. It can listen before they are
 * there: requests wait until `serve`.
 */
export class Gateway {
  readonly #listener: Listener;
  readonly #parts = Promise.withResolvers<GatewayParts>();

  constructor({ bodyMs = 60_000, ...timeouts }: GatewayTimeouts = {}) {
    const budget = new BodyBudget(BODIES_BYTES);
    this.#listener = new Listener((request, response) => {
      void this.#parts.promise.then((parts) =>
        handleRequest(request, response, { ...parts, budget, bodyMs }),
      );
    }, timeouts);
  }

  serve(parts: GatewayParts): void {
    this.#parts.resolve(parts);
  }

  /** @throws Error with the code EADDRINUSE when the port is taken */
  listen(port: number): Promise<number> {
    return this.#listener.listen(port);
  }

  /** Takes nothing new, and waits for what is under way, but not longer than this. */
  close(graceMs: number): Promise<void> {
    return this.#listener.close(graceMs);
  }
}
