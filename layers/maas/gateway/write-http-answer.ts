import type { ServerResponse } from 'node:http';
import { FunctionError } from '../instances/function-error.ts';
import type { AnswerHead, FunctionAnswer } from '../instances/invocation.ts';
import { setHead } from './set-head.ts';
import { leaveBody, writeBody } from './write-body.ts';

/** An answer as HTTP has it: what a process of its own says, not Lambda's Runtime API. */
export type HttpAnswer = FunctionAnswer & { readonly mode: 'whole' | 'parts' };

/**
 * Writes an answer, whole or as it comes.
 * @throws FunctionError when it is no such answer, or breaks off; after a part has gone out the
 *   connection has to be cut
 */
export async function writeHttpAnswer(
  functionName: string,
  answer: HttpAnswer,
  response: ServerResponse,
): Promise<void> {
  if (answer.mode === 'parts') {
    await writeParts(functionName, answer, response);
    return;
  }
  if (response.headersSent) return; // it came too late
  writeHead(functionName, answer.head, response);
  response.end(answer.body);
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

export function toNoAnswer(functionName: string, error: unknown): FunctionError {
  return new FunctionError(
    functionName,
    `It answered something that is not an HTTP answer: ${String(error)}`,
  );
}
