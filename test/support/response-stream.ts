import { PassThrough } from 'node:stream';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';

/**
 * The part of Lambda's runtime that streaming handlers are written against: set before they are
 * imported.
 */
export function installResponseStreams(): void {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: unknown) => handler,
      HttpResponseStream: {
        from: (stream: PassThrough, prelude: object) => Object.assign(stream, { prelude }),
      },
    },
  });
}

export interface StreamedAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

type StreamingHandler = (
  event: APIGatewayProxyEvent,
  stream: PassThrough,
  context: Context,
) => Promise<void>;

/** Calls a streaming handler as the runtime does, and waits for the end of its answer. */
export async function callStreaming(
  handler: unknown,
  event: APIGatewayProxyEvent,
  context: Context,
): Promise<StreamedAnswer> {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', resolve);
    stream.on('error', reject);
  });
  await (handler as StreamingHandler)(event, stream, context);
  await ended;
  const { prelude } = stream as unknown as {
    prelude: Pick<StreamedAnswer, 'statusCode' | 'headers'>;
  };
  return { ...prelude, bytes: Buffer.concat(chunks) };
}
