import type { IncomingMessage, ServerResponse } from 'node:http';
import { CORS } from '../../layers/maas/contract/gateway.ts';
import { MaasError } from '../../layers/maas/core/errors.ts';
import type { ByteStream } from '../../layers/maas/core/ports.ts';
import { MethodNotAllowedError } from '../../layers/maas/http/router.ts';
import { answerPreflight } from './answer-preflight.ts';

/** Milliseconds without a byte after which an upload is given up. */
const IDLE_MS = 60_000;

export interface UploadTarget {
  /** Path under which the store's signed addresses stand. */
  readonly path: string;
  /** @returns the ETag */
  readonly accept: (url: string, body: ByteStream) => Promise<string>;
}

/** Takes the uploads that S3 would: PUT to a signed address, of any size. */
export function createUploadServer({ path, accept }: UploadTarget): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const { url = '', method = '' } = request;
    if (!url.startsWith(path)) return false;
    if (method === 'OPTIONS') answerPreflight(response, ['PUT']);
    else if (method !== 'PUT') throw new MethodNotAllowedError(method, path, ['PUT', 'OPTIONS']);
    else response.writeHead(200, { etag: `"${await accept(url, readChunks(request))}"`, 'access-control-allow-origin': CORS.allowOrigin, 'content-length': 0 }).end();
    return true;
  };
}

/** The body as it comes; the connection stays for the answer when the reader has had enough. */
async function* readChunks(request: IncomingMessage): ByteStream {
  request.setTimeout(IDLE_MS, () => { request.destroy(); });
  try {
    yield* request.iterator({ destroyOnReturn: false }) as ByteStream;
  } catch (error) {
    throw new MaasError('INVALID_REQUEST', 'The body broke off before its end.', { cause: error });
  } finally {
    request.setTimeout(0);
  }
}
