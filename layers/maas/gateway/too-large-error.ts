import type { IncomingHttpHeaders } from 'node:http';
import type { Route } from '../contract/routes.ts';
import { MaasError } from '../core/errors.ts';
import { isPicture } from '../core/images/image-bytes.ts';

/** The parts of a request that are known when it turns out to be too large. */
export interface LargeRequest {
  readonly headers: IncomingHttpHeaders;
  /** The body, if it has been read. */
  readonly body?: Uint8Array;
}

const PICTURE =
  'Send a smaller picture: models read a few hundred pixels a side, so that one scaled to ' +
  '1,000 × 1,000 gives the same answer.';

/**
 * A body that no function can get, with what to do in its place: nothing that its caller has done
 * already.
 */
export function createTooLargeError(route: Route, request: LargeRequest): MaasError {
  return new MaasError(
    'PAYLOAD_TOO_LARGE',
    'A request may have 10 MB, and 6 MB as the event that a function gets: about 4.5 MB of ' +
      `body. ${advise(route, request)}`,
  );
}

function advise({ path, function: name, method }: Route, { headers, body }: LargeRequest): string {
  if (name === 'upload') {
    return 'Upload larger models through the addresses that POST /models/{model}/versions gives.';
  }
  if (name !== 'predict' || method !== 'POST') return 'No call of this path needs as much.';
  if (/^\s*image\//i.test(headers['content-type'] ?? '') || (body && isPicture(body))) {
    return PICTURE;
  }
  const isPacked = /gzip|deflate/i.test(headers['content-encoding'] ?? '');
  const pack = isPacked ? '' : ', compress the body (Content-Encoding: gzip)';
  const isBinary = headers['inference-header-content-length'] !== undefined;
  const binary = isBinary
    ? ''
    : ', or send tensors in binary to /v2/models/{model}/infer ' +
      '(Inference-Header-Content-Length), which takes a fraction of their JSON';
  return (
    'Send fewer inputs at ' +
    `once${path.endsWith('/infer') ? '' : ', smaller pictures'}${pack}${binary}.`
  );
}
