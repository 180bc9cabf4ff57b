import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FUNCTIONS } from '../../layers/maas/contract/functions.ts';
import { toReceivedRequest } from '../../layers/maas/hosts/lambda.ts';
import { FunctionPool } from '../../layers/maas/instances/function-pool.ts';
import type { FunctionAnswer } from '../../layers/maas/instances/invocation.ts';
import { ProcessGuard } from '../../layers/maas/instances/process-guard.ts';
import { LINKS, type HostName } from '../../local/hosts.ts';
import { toEvent } from './gateway-event.ts';

const FUNCTIONS_DIRECTORY = path.resolve(import.meta.dirname, '../../dist/functions');
/** Between the head of a streamed answer and its body. */
const END_OF_PRELUDE = Buffer.alloc(8);
const INIT_TIMEOUT_MS = 60_000;

export interface PredictReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * The function `predict` as it is built, in one process of its own: under Lambda's official runtime
 * client, or in the process host. No gateway stands before it.
 */
export class HostedPredict {
  readonly lines: string[] = [];
  readonly #root = mkdtempSync(path.join(tmpdir(), 'maas-hosted-'));
  readonly #guard = new ProcessGuard();
  readonly #host: HostName;
  readonly #pool: FunctionPool;

  constructor(host: HostName, environment: Readonly<Record<string, string>>) {
    this.#host = host;
    const tmpDirectory = path.join(this.#root, 'tmp');
    this.#pool = new FunctionPool(
      {
        name: 'predict',
        createLink: LINKS[host],
        spec: FUNCTIONS.predict,
        directory: path.join(FUNCTIONS_DIRECTORY, 'predict'),
        environment: { MAAS_BUNDLE_DIRECTORY: path.join(this.#root, 'bundles'), ...environment },
        tmpDirectory,
        initTimeoutMs: INIT_TIMEOUT_MS,
        onLine: (_, line) => {
          this.lines.push(line);
        },
      },
      this.#guard,
      { maxInstances: 1, maxQueued: 100, idleMs: 600_000 },
    );
  }

  get processId(): number {
    return this.#pool.processIds[0] ?? 0;
  }

  async post(url: string, json: unknown): Promise<PredictReply> {
    const headers = { 'content-type': 'application/json' };
    const event = toEvent('POST', url, { json, headers });
    const work = this.#host === 'process' ? toReceivedRequest(event) : JSON.stringify(event);
    return readReply(await this.#pool.invoke(work));
  }

  async end(): Promise<void> {
    await this.#pool.close();
    this.#guard.close();
    rmSync(this.#root, { recursive: true, force: true });
  }
}

async function readReply(answer: FunctionAnswer): Promise<PredictReply> {
  if (answer.mode === 'buffer') {
    const { statusCode, headers, body } = JSON.parse(answer.payload.toString()) as {
      statusCode: number;
      headers: Record<string, string>;
      body: string;
    };
    return { status: statusCode, headers, text: body };
  }
  if (answer.mode === 'whole') return { ...answer.head, text: answer.body.toString() };
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (answer.mode === 'parts') return { ...answer.head, text: bytes.toString() };
  const end = bytes.indexOf(END_OF_PRELUDE);
  const { statusCode, headers } = JSON.parse(bytes.toString('utf8', 0, end)) as {
    statusCode: number;
    headers: Record<string, string>;
  };
  const text = bytes.toString('utf8', end + END_OF_PRELUDE.length);
  return { status: statusCode, headers, text };
}
