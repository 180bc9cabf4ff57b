import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { FunctionError } from '../runtime-api/function-error.ts';
import type { FunctionAnswer } from '../runtime-api/invocation.ts';
import { isBinaryMediaType } from './media-types.ts';
import { parsePrelude, parseProxyResult, setHead, type Prelude } from './proxy-result.ts';

/** Between the prelude and the body of a streamed answer. */
const DELIMITER = Buffer.alloc(8);
const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
/** API Gateway lets an answer have 10,240 bytes of headers; their JSON is not much longer. */
const PRELUDE_BYTES = 64 * 1024;

/**
 * Turns what the function answered into HTTP.
 * @throws FunctionError when it is no such answer, or breaks off; after a part has gone out the connection has to be cut
 */
export async function writeAnswer(
  functionName: string,
  answer: FunctionAnswer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (response.headersSent && answer.mode === 'buffer') return; // it came too late
  if (answer.mode === 'stream') {
    await writeStream(functionName, answer, response);
    return;
  }
  try {
    const result = parseProxyResult(answer.payload);
    setHead(response, result);
    // As API Gateway does it: base64 becomes bytes again for clients that accept a binary type.
    const isBinary = result.isBase64Encoded === true && isBinaryMediaType(request.headers.accept);
    response.end(Buffer.from(result.body ?? '', isBinary ? 'base64' : 'utf8'));
  } catch (error) {
    throw new FunctionError(
      functionName,
      `It answered something that is no HTTP answer: ${String(error)}`,
    );
  }
}

async function writeStream(
  functionName: string,
  { contentType, body }: FunctionAnswer & { mode: 'stream' },
  response: ServerResponse,
): Promise<void> {
  let head = Buffer.alloc(0);
  let isBody = false;
  const closed = new AbortController();
  response.once('close', () => {
    closed.abort();
  });
  const write = async (chunk: Uint8Array): Promise<void> => {
    if (chunk.length > 0 && !response.write(chunk))
      await once(response, 'drain', { signal: closed.signal });
  };
  for await (const chunk of body) {
    if (response.destroyed || response.writableEnded) return; // nobody listens, or no longer: the function's rest is drained
    if (isBody) {
      await write(chunk).catch(() => undefined);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(DELIMITER);
    if (end === -1 && head.length <= PRELUDE_BYTES) continue;
    setHead(response, requirePrelude(functionName, contentType, head, end));
    response.flushHeaders();
    isBody = true;
    await write(head.subarray(end + DELIMITER.length)).catch(() => undefined);
  }
  if (!isBody) setHead(response, requirePrelude(functionName, contentType, head, -1));
  response.end();
}

function requirePrelude(
  functionName: string,
  contentType: string,
  head: Buffer,
  end: number,
): Prelude {
  try {
    if (contentType !== PRELUDE_TYPE) throw new Error(`content type '${contentType}'`);
    if (end === -1) throw new Error('no prelude');
    return parsePrelude(head.subarray(0, end));
  } catch (error) {
    throw new FunctionError(
      functionName,
      `Its stream does not begin as an HTTP answer: ${String(error)}`,
    );
  }
}
