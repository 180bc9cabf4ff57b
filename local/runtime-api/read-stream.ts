import type { IncomingMessage } from 'node:http';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import type { ByteStream } from '../../layers/maas/core/ports/object-store.ts';
import {
  describeRuntimeError,
  FunctionError,
  parseRuntimeError,
} from '../../layers/maas/instances/function-error.ts';

/**
 * The body of a streamed answer. Whoever stops reading early leaves the rest to be thrown away, so
 * that the function can end.
 * @param onLeft called when somebody stops reading early
 * @throws FunctionError when the function failed on the way (its trailers say so), died, or
 *   answered more than Lambda lets through
 */
export async function* readStream(
  functionName: string,
  request: IncomingMessage,
  onLeft: () => void,
): ByteStream {
  let sizeBytes = 0;
  try {
    for await (const chunk of request.iterator({
      destroyOnReturn: false,
    }) as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes > LIMITS.streamedResponseBytes) {
        throw new FunctionError(
          functionName,
          `It answered more than ${LIMITS.streamedResponseBytes} bytes.`,
        );
      }
      yield chunk;
    }
  } catch (error) {
    throw error instanceof FunctionError
      ? error
      : new FunctionError(functionName, `Its answer broke off: ${String(error)}`);
  } finally {
    if (!request.complete && !request.destroyed) onLeft();
    request.resume();
  }
  const errorType = request.trailers['lambda-runtime-function-error-type'];
  if (errorType !== undefined) {
    throw new FunctionError(
      functionName,
      describeTrailers(errorType, request.trailers['lambda-runtime-function-error-body']),
    );
  }
}

function describeTrailers(errorType: string, body = ''): string {
  try {
    return describeRuntimeError(parseRuntimeError(Buffer.from(body, 'base64').toString()));
  } catch {
    return describeRuntimeError({ errorType });
  }
}
