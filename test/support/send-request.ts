import { request as httpRequest } from 'node:http';
import type { PresignedPut } from '../../layers/maas/core/ports/presigned-put.ts';

/**
 * Makes a presigned request with whatever body, as a client may that keeps to nothing.
 * @returns the status
 */
export async function sendRequest(
  { method, url, headers }: PresignedPut,
  body: Uint8Array,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      url,
      { method, headers: { ...headers, 'content-length': body.length }, agent: false },
      (response) => {
        response.resume().on('end', () => {
          resolve(response.statusCode ?? 0);
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
