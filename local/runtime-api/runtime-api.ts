import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import {
  describeRuntimeError,
  FunctionError,
  parseRuntimeError,
} from '../../layers/maas/instances/function-error.ts';
import type { Invocation } from '../../layers/maas/instances/invocation.ts';
import { readStream } from './read-stream.ts';

const BASE = '/2018-06-01/runtime';
/** Milliseconds that an answer may come after the question for the next event. */
const LATE_ANSWER_MS = 1000;
const INVOCATION_PATH = new RegExp(`^${BASE}/invocation/([^/]+)/(response|error)$`);

export interface RuntimeApiOptions {
  readonly functionName: string;
  /** The function asks for its next event: it is initialised, and done with the one before. */
  readonly onNext: () => void;
  /** The function could not be initialised; it will end. */
  readonly onInitError: (detail: string) => void;
}

/**
 * Lambda's Runtime API for one function instance, at a socket of its own (a client does not say who
 * it is). https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  readonly #options: RuntimeApiOptions;
  readonly #server = createServer(
    { requestTimeout: 0, keepAliveTimeout: 0 },
    (request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        response.destroy();
        this.#current?.fail(
          new FunctionError(this.#options.functionName, `The Runtime API failed: ${String(error)}`),
        );
      });
    },
  );
  #current: Invocation | undefined;
  #asking: ServerResponse | undefined;

  constructor(options: RuntimeApiOptions) {
    this.#options = options;
  }

  /**
   * @param socketPath of a Unix socket; whoever can open it reads and answers this instance's
   *   events
   */
  async listen(socketPath: string): Promise<void> {
    await once(this.#server.listen(socketPath), 'listening');
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Hands an event to the function, which must have asked for one. */
  send(invocation: Invocation, deadlineMs: number): void {
    const { functionName } = this.#options;
    if (typeof invocation.work !== 'string') throw new TypeError('Lambda takes events alone.');
    this.#current = invocation;
    this.#asking?.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.id,
      'lambda-runtime-deadline-ms': deadlineMs,
      'lambda-runtime-invoked-function-arn': `arn:aws:lambda:local:000000000000:function:${functionName}`,
    });
    this.#asking?.end(invocation.work);
    this.#asking = undefined;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    if (method === 'GET' && url === `${BASE}/invocation/next`) {
      await this.#next(response);
      return;
    }
    if (method === 'POST' && url === `${BASE}/init/error`) {
      this.#options.onInitError(describeRuntimeError(parseRuntimeError(await readText(request))));
      accept(response);
      return;
    }
    const [, id, verb] = INVOCATION_PATH.exec(url) ?? [];
    const invocation = this.#current;
    if (method !== 'POST' || id === undefined || invocation?.id !== id) {
      refuse(response, 404, 'InvalidRequest');
      return;
    }
    await (verb === 'error'
      ? this.#fail(invocation, request, response)
      : this.#answer(invocation, request, response));
  }

  async #next(response: ServerResponse): Promise<void> {
    if (this.#asking) {
      refuse(response, 403, 'InvalidStateTransition');
      return;
    }
    // The client does not wait for its report of a failed stream, which comes on another
    // connection.
    if (this.#current?.isSettled === false) {
      await Promise.race([
        this.#current.answer.catch(() => undefined),
        sleep(LATE_ANSWER_MS, undefined, { ref: false }),
      ]);
    }
    this.#current?.fail(
      new FunctionError(
        this.#options.functionName,
        'It asked for the next event before it answered.',
      ),
    );
    this.#current = undefined;
    this.#asking = response;
    this.#options.onNext();
  }

  async #fail(
    invocation: Invocation,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const error = parseRuntimeError(await readText(request));
    invocation.fail(new FunctionError(this.#options.functionName, describeRuntimeError(error)));
    accept(response);
  }

  async #answer(
    invocation: Invocation,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { functionName } = this.#options;
    if (request.headers['lambda-runtime-function-response-mode'] === 'streaming') {
      request.once('end', () => {
        invocation.endAnswer();
        accept(response);
      });
      invocation.succeed({
        mode: 'stream',
        contentType: request.headers['content-type'] ?? '',
        // Beyond what AWS does, which lets a function stream on to nobody: `rapid-client.cjs` hears it.
        body: readStream(functionName, request, () => {
          response.writeProcessing();
        }),
      });
      return;
    }
    const payload = await readBody(request);
    if (payload === undefined) {
      invocation.fail(
        new FunctionError(
          functionName,
          `It answered more than ${LIMITS.functionPayloadBytes} bytes.`,
        ),
      );
      refuse(response, 413, 'RequestEntityTooLarge');
      return;
    }
    invocation.succeed({ mode: 'buffer', payload });
    accept(response);
  }
}

/** @returns undefined when there is more than Lambda lets through */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes <= LIMITS.functionPayloadBytes) chunks.push(chunk);
  }
  return sizeBytes > LIMITS.functionPayloadBytes ? undefined : Buffer.concat(chunks);
}

async function readText(request: IncomingMessage): Promise<string> {
  return (await readBody(request))?.toString() ?? '{}';
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
}

function refuse(response: ServerResponse, status: number, errorType: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ errorType, errorMessage: errorType }));
}
