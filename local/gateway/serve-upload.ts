import type { IncomingMessage, ServerResponse } from 'node:http';
import type { UploadRequest } from '../../layers/maas/adapters/files/file-object-store.ts';
import { UploadRefusedError } from '../../layers/maas/adapters/files/upload-refused-error.ts';
import { CORS } from '../../layers/maas/contract/gateway.ts';
import type { ByteStream } from '../../layers/maas/core/ports/object-store.ts';
import { MethodNotAllowedError } from '../../layers/maas/http/router.ts';
import { answerPreflight } from './answer-preflight.ts';

/** The headers that a page may send to a signed address: those that are signed. */
const UPLOAD_HEADERS = ['content-type', 'if-none-match', 'x-amz-checksum-sha256'];
/** Milliseconds without a byte after which an upload is given up. */
const IDLE_MS = 60_000;

export interface UploadTarget {
  /** Path under which the store's signed addresses stand. */
  readonly path: string;
  /** @returns the ETag */
  readonly accept: (request: UploadRequest, body: ByteStream) => Promise<string>;
}

/** Takes the uploads that S3 would: PUT to a signed address, of any size. */
export function createUploadServer({
  path,
  accept,
}: UploadTarget): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const { url = '', method = '', headers } = request;
    if (!url.startsWith(path)) return false;
    if (method === 'OPTIONS') answerPreflight(response, ['PUT'], UPLOAD_HEADERS);
    else if (method !== 'PUT') throw new MethodNotAllowedError(method, path, ['PUT', 'OPTIONS']);
    else {
      response
        .writeHead(200, {
          etag: `"${await accept({ url, headers }, readChunks(request))}"`,
          'access-control-allow-origin': CORS.allowOrigin,
          'content-length': 0,
        })
        .end();
    }
    return true;
  };
}

/** The body as it comes; the connection stays for the answer when the reader has had enough. */
async function* readChunks(request: IncomingMessage): ByteStream {
  request.setTimeout(IDLE_MS, () => {
    request.destroy();
  });
  try {
    yield* request.iterator({ destroyOnReturn: false }) as ByteStream;
  } catch (error) {
    throw new UploadRefusedError('IncompleteBody', 'The body broke off before its end.', {
      cause: error,
    });
  } finally {
    request.setTimeout(0);
  }
}
