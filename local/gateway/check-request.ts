import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { quote } from '../../layers/maas/core/quote.ts';

const LOOPBACK = /^https?:\/\/(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * What the parser lets through and API Gateway does not.
 * @throws MaasError INVALID_REQUEST, FORBIDDEN
 */
export function checkRequest({ url = '', httpVersion, headers, rawHeaders }: IncomingMessage): void {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) throw new MaasError('INVALID_REQUEST', `A request has one Host header; this one has ${hosts}.`);
  if (!/^(\/|https?:\/\/|\*$)[\x21-\x7e]*$/i.test(url)) throw new MaasError('INVALID_REQUEST', 'The address of the request holds characters that must be percent-encoded, or is no path.');
  // A page elsewhere whose name was pointed at this machine (DNS rebinding) reads as from here; the name that the browser used tells.
  if (headers.host !== undefined && !isOfThisMachine(headers.host)) throw new MaasError('FORBIDDEN', `On one machine the service is called by an address or as localhost; the Host header is ${quote(headers.host)}. A proxy in front of it has to send localhost.`);
  // Nobody is asked who they are here, so a page from elsewhere that the user happens to visit must not act in their name.
  if (headers.origin !== undefined && !LOOPBACK.test(headers.origin)) throw new MaasError('FORBIDDEN', 'On one machine only pages from this machine may call the service.');
}

/** Nobody else can own an address, a name without a dot, or one under `localhost`. */
function isOfThisMachine(host: string): boolean {
  const name = host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
  return isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0 || !name.includes('.') || name.endsWith('.localhost');
}
