import type { IncomingMessage } from 'node:http';
import { MaasError } from '../../layers/maas/core/errors.ts';

const LOOPBACK = /^https?:\/\/(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * What the parser lets through and API Gateway does not.
 * @throws MaasError INVALID_REQUEST, FORBIDDEN
 */
export function checkRequest({ url = '', httpVersion, headers, rawHeaders }: IncomingMessage): void {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) throw new MaasError('INVALID_REQUEST', `A request has one Host header; this one has ${hosts}.`);
  if (!/^(\/|https?:\/\/|\*$)[\x21-\x7e]*$/i.test(url)) throw new MaasError('INVALID_REQUEST', 'The address of the request holds characters that must be percent-encoded, or is no path.');
  // Nobody is asked who they are here, so a page from elsewhere that the user happens to visit must not act in their name.
  if (headers.origin !== undefined && !LOOPBACK.test(headers.origin)) throw new MaasError('FORBIDDEN', 'On one machine only pages from this machine may call the service.');
}
