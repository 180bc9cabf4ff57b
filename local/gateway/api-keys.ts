import { createHash } from 'node:crypto';
import { INVALID_API_KEY } from '../../layers/maas/contract/gateway.ts';
import type { Route } from '../../layers/maas/contract/routes.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';

/**
 * The keys of those who may predict, as API Gateway has them: without any, nobody is asked. By
 * their hashes, so that how long a look takes says nothing of a key.
 */
export class ApiKeys {
  readonly #ids: ReadonlyMap<string, string>;

  /** @param keys by their ids */
  constructor(keys: Readonly<Record<string, string>>) {
    this.#ids = new Map(Object.entries(keys).map(([id, key]) => [hash(key), id]));
  }

  /**
   * @param sent the header `x-api-key`
   * @returns the id of the caller's key; undefined where none is asked for
   * @throws MaasError FORBIDDEN
   */
  identify({ plane }: Pick<Route, 'plane'>, sent: unknown): string | undefined {
    if (plane !== 'data' || this.#ids.size === 0) return undefined;
    const id = typeof sent === 'string' ? this.#ids.get(hash(sent)) : undefined;
    if (id === undefined) throw new MaasError('FORBIDDEN', INVALID_API_KEY);
    return id;
  }
}

function hash(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
