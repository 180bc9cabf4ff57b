import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionAnswer } from '../../layers/maas/instances/invocation.ts';
import { isBinaryMediaType } from './media-types.ts';
import { parseProxyResult } from './proxy-result.ts';
import { setHead } from '../../layers/maas/gateway/set-head.ts';
import { toNoAnswer, writeHttpAnswer } from '../../layers/maas/gateway/write-http-answer.ts';
import { writeStream } from './write-stream.ts';

/**
 * Turns what the function answered into HTTP.
 * @throws FunctionError when it is no such answer, or breaks off; after a part has gone out the
 *   connection has to be cut
 */
export async function writeAnswer(
  functionName: string,
  answer: FunctionAnswer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  switch (answer.mode) {
    case 'buffer':
      if (!response.headersSent) writeResult(functionName, answer.payload, request, response);
      return; // else it came too late
    case 'stream':
      await writeStream(functionName, answer, response);
      return;
    case 'whole':
    case 'parts':
      await writeHttpAnswer(functionName, answer, response);
  }
}

function writeResult(
  functionName: string,
  payload: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  try {
    const result = parseProxyResult(payload);
    setHead(response, result);
    // As API Gateway does it: base64 becomes bytes again for clients that accept a binary type.
    const isBinary = result.isBase64Encoded === true && isBinaryMediaType(request.headers.accept);
    response.end(Buffer.from(result.body ?? '', isBinary ? 'base64' : 'utf8'));
  } catch (error) {
    throw toNoAnswer(functionName, error);
  }
}
