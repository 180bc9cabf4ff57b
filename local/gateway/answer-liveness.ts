import type { ServerResponse } from 'node:http';
import { CORS } from '../../layers/maas/contract/gateway.ts';

const BODY = '{"live":true}';

/** Answers for the function that it lives, by the gateway itself: that waits for nothing. */
export function answerLiveness(response: ServerResponse): void {
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'content-length': BODY.length,
      'access-control-allow-origin': CORS.allowOrigin,
      'access-control-expose-headers': CORS.exposeHeaders.join(', '),
    })
    .end(BODY);
}
