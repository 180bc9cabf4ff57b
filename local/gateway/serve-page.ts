import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { PLACES } from '../places/places.ts';
import { findPage } from './pages.ts';
import { isRead, parseTarget } from '../../layers/maas/gateway/request-parts.ts';

/** Its own style and script, and calls of the service that it came from. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src " +
  "'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The pages that were read once; a page changes only with the code. */
const contents = new Map<string, Buffer>();

/**
 * A page of `pages.ts`.
 * @returns false when the request is for something else
 */
export function servePage(request: IncomingMessage, response: ServerResponse): boolean {
  const page = isRead(request) ? findPage(parseTarget(request).pathname) : undefined;
  if (!page) return false;
  if (page.kind === 'redirect') {
    response.writeHead(302, { location: page.location, 'content-length': 0 }).end();
    return true;
  }
  const content = readOnce(page.file);
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'content-length': content.length,
    })
    .end(content);
  return true;
}

function readOnce(file: string): Buffer {
  const content = contents.get(file) ?? readFileSync(path.join(PLACES.pages, file));
  contents.set(file, content);
  return content;
}
