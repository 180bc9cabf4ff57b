import type { APIGatewayProxyResult } from 'aws-lambda';
import type { HttpResponse } from '../http/http-response.ts';

/** For buffered functions: text as it is, bytes in base64. */
export async function encodeBuffered({
  status,
  headers = {},
  body,
}: HttpResponse): Promise<APIGatewayProxyResult> {
  if (typeof body === 'string') {
    return { statusCode: status, headers, isBase64Encoded: false, body };
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return { statusCode: status, headers, isBase64Encoded: true, body: bytes.toString('base64') };
}
