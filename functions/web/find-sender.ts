import type { IncomingHttpHeaders } from 'node:http';
import {
  CALLER_KINDS,
  ORIGIN_HEADERS,
  WEB_ENDPOINTS,
  WEB_HEADERS,
} from '../../layers/maas/contract/web-function.ts';
import { toCallerName, type Identity } from '../../layers/maas/core/access/caller-name.ts';
import type { OriginGate } from '../../layers/maas/core/access/origin-gate.ts';

/** The sender of a request. */
export interface Sender {
  /** By the name that rights are given to; undefined where AWS does not tell it. */
  readonly caller: string | undefined;
  /** As AWS calls the request. */
  readonly requestId: string | undefined;
}

const KINDS: readonly string[] = CALLER_KINDS satisfies readonly (keyof Identity)[];
/** Headers that AWS and the API put on a request for this alone. */
const OWN = new Set<string>([...Object.values(ORIGIN_HEADERS), ...Object.values(WEB_HEADERS)]);

/**
 * Finds out who sent a request. What came to the signed address, Lambda has let in, and does not say
 * for whom; of everything else the API's own secret is asked, and then its word is taken.
 * @throws MaasError FORBIDDEN
 */
export async function findSender(
  headers: IncomingHttpHeaders,
  gate: Pick<OriginGate, 'admit'>,
): Promise<Sender> {
  if (findHeader(headers, WEB_HEADERS.endpoint) === WEB_ENDPOINTS.signed) {
    return { caller: undefined, requestId: findHeader(headers, WEB_HEADERS.requestId) };
  }
  await gate.admit(findHeader(headers, ORIGIN_HEADERS.key));
  const kind = findHeader(headers, ORIGIN_HEADERS.callerKind) ?? '';
  const name = findHeader(headers, ORIGIN_HEADERS.caller);
  return {
    caller: KINDS.includes(kind) ? toCallerName({ [kind]: name }) : undefined,
    requestId: findHeader(headers, ORIGIN_HEADERS.requestId),
  };
}

/**
 * The headers that predict gets: the secret must not come into a capture, or a copy of a call.
 * @param raw names and values in turns
 */
export function withoutOrigin(raw: readonly string[]): string[] {
  return raw.filter((_, index) => !OWN.has((raw[index - (index % 2)] ?? '').toLowerCase()));
}

function findHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? undefined : value;
}
