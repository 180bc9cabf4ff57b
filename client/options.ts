import type { CallOptions } from './call.ts';
import type { ALIAS } from './paths.ts';
import type { SendSettings } from './send.ts';
import type { BodyAt } from './types.ts';

export interface MaasClientOptions {
  /** @default "http://127.0.0.1:8080" */
  readonly url?: string;
  /** Sent as `x-api-key`. */
  readonly apiKey?: string;
  /** Signs each request: `signer` of `serverless-maas/client/sigv4`. @default - not signed */
  readonly sign?: SendSettings['sign'];
  /** Milliseconds for each attempt. @default 60000 */
  readonly timeoutMs?: number;
  /** Attempts after the first, after 429, 503 and lost connections. @default 3 */
  readonly retries?: number;
  /** @default globalThis.fetch */
  readonly fetch?: typeof fetch;
}

export interface PredictOptions extends CallOptions {
  /** A version's number or an alias. @default - the alias `live` */
  readonly version?: number | string;
}

export interface PageOptions extends CallOptions {
  /** Items asked for at once. */
  readonly limit?: number;
}

export interface PromoteOptions extends CallOptions {
  /** @default "live" */
  readonly alias?: string;
  /** Also where a roll-out took the version back before. */
  readonly force?: boolean;
  /** The version that gets copies of its calls and answers nobody. @default - none does */
  readonly shadow?: BodyAt<'PUT', typeof ALIAS>['shadow'];
}

export interface RolloutReference extends CallOptions {
  /** @default "live" */
  readonly alias?: string;
}
