import { Readable } from 'node:stream';
import type { HttpResponse } from './http-response.ts';
import type { Middleware, PipelineRequest } from './middleware.ts';

/** How an answer looks to Lambda. */
export type ResponseEncoder = (response: HttpResponse) => unknown;

/** For buffered functions: text as it is, bytes in base64. */
export function encodeBuffered({ status, headers = {}, body }: HttpResponse): unknown {
  const isBase64Encoded = typeof body !== 'string';
  return {
    statusCode: status,
    headers,
    isBase64Encoded,
    body: isBase64Encoded ? Buffer.concat(body).toString('base64') : body,
  };
}

/** For streaming functions. Bytes only: middy cuts text into pieces by its UTF-16 units, and a character of two of them would be lost at each cut. */
export function encodeStreamed({ status, headers = {}, body }: HttpResponse): unknown {
  return {
    statusCode: status,
    headers,
    body: Readable.from(typeof body === 'string' ? [Buffer.from(body)] : body),
  };
}

/** Puts the answer into Lambda's form, last of all. */
export function encodeResponses(encode: ResponseEncoder): Middleware {
  const encodeResponse = (request: PipelineRequest): void => {
    // From here on it is Lambda's own type, of which middy's types know nothing.
    if (request.response) request.response = encode(request.response) as HttpResponse;
  };
  return { after: encodeResponse, onError: encodeResponse };
}
