import type { IncomingMessage, ServerResponse } from 'node:http';
import { FunctionError } from '../runtime-api/function-error.ts';
import type { AnswerHead, FunctionAnswer } from '../runtime-api/invocation.ts';
import { isBinaryMediaType } from './media-types.ts';
import { parseProxyResult, setHead } from './proxy-result.ts';
import { leaveBody, writeBody } from './write-body.ts';
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
    case 'whole':
      if (response.headersSent) return;
      writeHead(functionName, answer.head, response);
      response.end(answer.body);
      return;
    case 'stream':
      await writeStream(functionName, answer, response);
      return;
    case 'parts':
      await writeParts(functionName, answer, response);
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

async function writeParts(
  functionName: string,
  { head, body }: FunctionAnswer & { mode: 'parts' },
  response: ServerResponse,
): Promise<void> {
  if (response.headersSent) {
    await leaveBody(body);
    return;
  }
  try {
    writeHead(functionName, head, response);
  } catch (error) {
    await leaveBody(body);
    throw error;
  }
  response.flushHeaders(); // it waits for no byte that is still to be made
  await writeBody(body, response);
}

function writeHead(
  functionName: string,
  { status, headers }: AnswerHead,
  response: ServerResponse,
): void {
  try {
    setHead(response, { statusCode: status, headers });
  } catch (error) {
    throw toNoAnswer(functionName, error);
  }
}

function toNoAnswer(functionName: string, error: unknown): FunctionError {
  return new FunctionError(
    functionName,
    `It answered something that is not an HTTP answer: ${String(error)}`,
  );
}
