import type { ServerResponse } from 'node:http';
import { CORS } from '../../layers/maas/contract/gateway.ts';

/** Answers a browser's preflight request, which it sends for a page of another origin. */
export function answerPreflight(
  response: ServerResponse,
  methods: readonly string[],
  headers: readonly string[] = CORS.allowHeaders,
): void {
  const allowed = [...methods, 'OPTIONS'].join(', ');
  response
    .writeHead(204, {
      allow: allowed,
      'access-control-allow-origin': CORS.allowOrigin,
      'access-control-allow-methods': allowed,
      'access-control-allow-headers': headers.join(', '),
      'access-control-max-age': String(CORS.maxAgeSeconds),
    })
    .end();
}
