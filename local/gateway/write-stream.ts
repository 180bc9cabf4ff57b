import type { ServerResponse } from 'node:http';
import { FunctionError } from '../../layers/maas/instances/function-error.ts';
import type { FunctionAnswer } from '../../layers/maas/instances/invocation.ts';
import { setHead } from '../../layers/maas/gateway/set-head.ts';
import { parsePrelude, type Prelude } from './proxy-result.ts';
import { createWriter } from '../../layers/maas/gateway/write-body.ts';

/** Between the prelude and the body of a streamed answer. */
const DELIMITER = Buffer.alloc(8);
const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
/** API Gateway lets an answer have 10,240 bytes of headers; their JSON is not much longer. */
const PRELUDE_BYTES = 64 * 1024;

/**
 * An answer as Lambda streams it: a prelude in JSON, a delimiter, the body.
 * @throws FunctionError as `writeAnswer`
 */
export async function writeStream(
  functionName: string,
  { contentType, body }: FunctionAnswer & { mode: 'stream' },
  response: ServerResponse,
): Promise<void> {
  let head = Buffer.alloc(0);
  let isBody = false;
  const write = createWriter(response);
  for await (const chunk of body) {
    // Nobody listens, or no longer: the function's rest is drained.
    if (response.destroyed || response.writableEnded) return;
    if (isBody) {
      await write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf(DELIMITER);
    if (end === -1 && head.length <= PRELUDE_BYTES) continue;
    setHead(response, requirePrelude(functionName, contentType, head, end));
    isBody = true;
    // At once, and with what came with it in one packet.
    response.cork();
    response.flushHeaders();
    const written = write(head.subarray(end + DELIMITER.length));
    response.uncork();
    await written;
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
