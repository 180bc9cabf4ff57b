import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { MaasError } from '../../layers/maas/core/errors.ts';
import { quote } from '../../layers/maas/core/quote.ts';
import { START_WITH } from '../places/places.ts';
import { findPage } from './pages.ts';
import { parseTarget } from '../../layers/maas/gateway/request-parts.ts';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Refuses what the parser lets through and API Gateway does not, and what comes from a page
 * elsewhere: nobody is asked who they are on one machine, so a page that the user happens to visit
 * must not act in their name.
 * @param allowedHosts names beside those of this machine, under which a proxy passes requests on
 * @throws MaasError INVALID_REQUEST, FORBIDDEN
 */
export function checkRequest(request: IncomingMessage, allowedHosts: readonly string[]): void {
  const { url = '', httpVersion, rawHeaders } = request;
  const hosts = rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'host',
  ).length;
  if (hosts > 1 || (hosts === 0 && httpVersion === '1.1')) {
    throw new MaasError('INVALID_REQUEST', `A request has one Host header; this one has ${hosts}.`);
  }
  if (!/^(\/|https?:\/\/|\*$)[\x21-\x7e]*$/i.test(url)) {
    throw new MaasError(
      'INVALID_REQUEST',
      'The address of the request holds characters that must be percent-encoded, or is not a path.',
    );
  }
  checkHost(request, allowedHosts);
  checkPage(request, allowedHosts);
}

/**
 * A page elsewhere whose name was pointed at this machine (DNS rebinding) reads as from here; the
 * name that the browser used tells.
 */
function checkHost(
  { headers: { host = '' }, socket }: IncomingMessage,
  allowedHosts: readonly string[],
): void {
  const name = host.replace(/:\d*$/, '');
  if (
    host === '' ||
    name === socket.localAddress ||
    isOfThisMachine(name) ||
    allowedHosts.includes(name.toLowerCase())
  ) {
    return;
  }
  throw new MaasError(
    'FORBIDDEN',
    'On one machine the service is called as localhost or by 127.0.0.1; the Host header is ' +
      `${quote(host)}. A proxy in front of it sends localhost, or its name is given to ` +
      `${START_WITH} --allow-host.`,
  );
}

function checkPage(request: IncomingMessage, allowedHosts: readonly string[]): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined && !isOriginOfThisMachine(origin, allowedHosts)) {
    throw new MaasError(
      'FORBIDDEN',
      'On one machine only pages from this machine may call the service.',
    );
  }
  // An image or a frame of a page elsewhere has no origin.
  if (site === 'cross-site' && origin === undefined && !isLinkToPage(request)) {
    throw new MaasError(
      'FORBIDDEN',
      'On one machine only pages from this machine may load something from the service.',
    );
  }
}

function isOriginOfThisMachine(origin: string, allowedHosts: readonly string[]): boolean {
  const name = /^https?:\/\/([^/@]+?)(:\d+)?$/i.exec(origin)?.[1] ?? '';
  return isOfThisMachine(name) || allowedHosts.includes(name.toLowerCase());
}

/**
 * Names under `localhost` and loopback addresses lead here alone; a name without a dot may be
 * anybody's of the network.
 */
function isOfThisMachine(name: string): boolean {
  const bare = name
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase();
  const family = isIP(bare);
  return family === 0
    ? bare === 'localhost' || bare.endsWith('.localhost')
    : LOOPBACK.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Somebody follows a link to a page of ours: it shows nothing of the store by itself, and stands in
 * no frame.
 */
function isLinkToPage(request: IncomingMessage): boolean {
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = request.headers;
  return (
    request.method === 'GET' &&
    mode === 'navigate' &&
    destination === 'document' &&
    findPage(parseTarget(request).pathname) !== undefined
  );
}
