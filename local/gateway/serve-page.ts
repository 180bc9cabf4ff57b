import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { parseTarget } from './to-event.ts';

/** On one machine only: behind an API key, a browser could not open it. */
export const PAGE_PATH = '/docs';
const PAGE = readFileSync(path.join(import.meta.dirname, 'api-page.html'));
/** Its own style and script, and calls of the service that it came from. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page that shows and tries the HTTP API. @returns false when the request is for something else */
export function servePage(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== 'GET' || parseTarget(request).pathname !== PAGE_PATH) return false;
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'content-length': PAGE.length,
    })
    .end(PAGE);
  return true;
}
