import { MaasError } from '../core/errors.ts';
import { parseJson } from '../core/json/lossless-json.ts';
import type { HttpRequest } from './http-request.ts';

/**
 * The body as JSON, whatever the content type says: clients of every protocol here leave it out or
 * get it wrong.
 * @throws MaasError INVALID_REQUEST
 */
export function readJson({ body }: HttpRequest): unknown {
  if (body.length === 0) {
    throw new MaasError('INVALID_REQUEST', 'The request has no body; send JSON.');
  }
  return parseJson(body);
}
