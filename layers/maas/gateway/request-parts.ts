import type { IncomingMessage } from 'node:http';

/** Headers of the connection from client to gateway; a function never sees them. */
const HOP_BY_HOP = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** True if a page is asked for; Node sends no body where the method is HEAD. */
export function isRead({ method }: Pick<IncomingMessage, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Path and query of a request, whose target may be a whole address. */
export function parseTarget({ url = '/' }: Pick<IncomingMessage, 'url'>): {
  pathname: string;
  searchParams: URLSearchParams;
} {
  const target = url.replace(/^https?:\/\/[^/?]*/i, '');
  const end = target.indexOf('?');
  const pathname = end === -1 ? target : target.slice(0, end);
  return {
    pathname: pathname === '' ? '/' : pathname,
    searchParams: new URLSearchParams(end === -1 ? '' : target.slice(end)),
  };
}

/**
 * Names as they were first written; where the request comes from is what the gateway sees, after
 * what the client claims.
 * @param raw names and values in turns
 */
export function toHeaders(
  raw: readonly string[],
  address: string,
  port: number | undefined,
): Record<string, string[]> {
  const headers = new Map<string, readonly [name: string, values: string[]]>();
  const claimed: string[] = [];
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    const key = name.toLowerCase();
    if (key === 'x-forwarded-for') claimed.push(value);
    if (HOP_BY_HOP.has(key) || key.startsWith('x-forwarded-')) continue;
    const known = headers.get(key);
    if (known) known[1].push(value);
    else headers.set(key, [name, [value]]);
  }
  return Object.fromEntries([
    ...headers.values(),
    ['X-Forwarded-For', [[...claimed, address].join(', ')]],
    ['X-Forwarded-Port', [String(port ?? '')]],
    ['X-Forwarded-Proto', ['http']],
  ]);
}

/** All values of each name. */
export function toMultiValue(
  pairs: readonly (readonly [string, string])[],
): Record<string, string[]> {
  return Object.fromEntries(
    [...Map.groupBy(pairs, ([name]) => name)].map(([name, group]) => [
      name,
      group.map(([, value]) => value),
    ]),
  );
}
