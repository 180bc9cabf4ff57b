/**
 * Prints how long predict's handler takes beside the bare run of its model, as a table: called in
 * this process as the process host calls it, binary tensors in and out, in blocks in turns.
 * Argument: an empty folder.
 */
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { servePredict } from '../../functions/predict/operations/serve-predict.ts';
import { FileObjectStore } from '../../layers/maas/adapters/files/file-object-store.ts';
import { UploadUrls } from '../../layers/maas/adapters/files/upload-url.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';
import type { RequestServer } from '../../layers/maas/http/serve-request.ts';
import { storeModel } from '../../test/support/stored-models.ts';
import { percentile } from '../warm/load.ts';
import { type Chain, createChain } from '../load-by-size/models.ts';

const BLOCK = 50;
const ROUNDS = 31;
/** Of the blocks, the lower quartile: a busy machine bends it least. */
const QUIET = 0.25;
const SECRET = 's'.repeat(32);
const STORE_URL = 'http://127.0.0.1:1';
const LIMIT_MS = 60_000;

interface Subject extends Chain {
  /** Rows of a call. */
  readonly rows: number;
}

const SUBJECTS: readonly Subject[] = [
  { name: 'tiny, 1 row', width: 4, matrices: 1, rows: 1 },
  { name: '5 MB, 1 row', width: 512, matrices: 5, rows: 1 },
  { name: '64 MB, 1 row', width: 1024, matrices: 16, rows: 1 },
  { name: '6 MB, 256 KB of rows', width: 640, matrices: 4, rows: 100 },
];

interface Calls {
  /** The model and nothing else. */
  readonly raw: () => Promise<unknown>;
  /** As the process host calls the function. */
  readonly handler: () => Promise<unknown>;
}

async function compareAll(folder: string): Promise<string> {
  const serve = await startHandler(folder);
  const rows: string[][] = [];
  for (const subject of SUBJECTS) {
    const calls = await prepare(subject, serve);
    const blocks = { raw: [] as number[], handler: [] as number[] };
    for (let round = -1; round < ROUNDS; round++) {
      const [raw, handler] = [await measure(calls.raw), await measure(calls.handler)];
      if (round < 0) continue; // the first one warms up
      blocks.raw.push(raw);
      blocks.handler.push(handler);
    }
    const [raw, handler] = [percentile(blocks.raw, QUIET), percentile(blocks.handler, QUIET)];
    rows.push([
      subject.name,
      raw.toFixed(3),
      handler.toFixed(3),
      (handler / raw).toFixed(2),
      (1000 * (handler - raw)).toFixed(0),
    ]);
  }
  const head = ['model, binary', 'bare run, ms', 'handler, ms', '÷ bare run', 'more, µs'];
  return [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

async function startHandler(folder: string): Promise<RequestServer> {
  Object.assign(process.env, {
    MAAS_STORE_DIRECTORY: path.join(folder, 'store'),
    MAAS_STORE_SECRET: SECRET,
    MAAS_STORE_URL: STORE_URL,
    MAAS_BUNDLE_DIRECTORY: path.join(folder, 'bundles'),
    MAAS_LOG_LEVEL: 'info',
    MAAS_THREADS: '1',
  });
  const urls = new UploadUrls(SECRET, STORE_URL, systemClock);
  const store = new FileObjectStore(path.join(folder, 'store'), urls, systemClock);
  for (const subject of SUBJECTS) {
    await storeModel(store, toName(subject), {
      files: createChain(subject),
      signature: {
        inputs: [{ name: 'x0', datatype: 'FP32', shape: [-1, subject.width] }],
        outputs: [{ name: `x${subject.matrices}`, datatype: 'FP32', shape: [-1, subject.width] }],
      },
      peakMemoryBytes: 1,
    });
  }
  store.close();
  const program = path.join(import.meta.dirname, '../../functions/predict/watchdog.ts');
  return servePredict({ program, writeLine: () => undefined }).serve;
}

function toName({ width }: Chain): string {
  return `chain-${width}`;
}

async function prepare(subject: Subject, serve: RequestServer): Promise<Calls> {
  const { width, matrices, rows } = subject;
  const input = Float32Array.from({ length: rows * width }, (_, index) => Math.sin(index));
  const { 'model.onnx': model = new Uint8Array() } = createChain(subject);
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const feeds = { x0: new Tensor('float32', input, [rows, width]) };
  const json = JSON.stringify({
    inputs: [
      {
        name: 'x0',
        datatype: 'FP32',
        shape: [rows, width],
        parameters: { binary_data_size: input.byteLength },
      },
    ],
    outputs: [{ name: `x${matrices}`, parameters: { binary_data: true } }],
  });
  const body = Buffer.concat([Buffer.from(json), new Uint8Array(input.buffer)]);
  const request = {
    requestId: 'bench',
    method: 'POST',
    resource: '/v2/models/{model}/infer',
    path: `/v2/models/${toName(subject)}/infer`,
    parameters: { model: toName(subject) },
    query: {},
    headers: {
      'content-type': ['application/octet-stream'],
      'inference-header-content-length': [String(json.length)],
    },
    body,
  };
  return {
    raw: () => session.run(feeds),
    handler: async () => {
      const { signal } = new AbortController();
      const { status, afterwards } = await serve(request, {
        signal,
        remainingMs: () => LIMIT_MS,
      });
      if (status !== 200) throw new Error(`The handler answered ${status}.`);
      await afterwards?.();
    },
  };
}

/** @returns milliseconds of the median call of a block */
async function measure(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < BLOCK; index++) {
    const startedAtMs = performance.now();
    await call();
    times.push(performance.now() - startedAtMs);
  }
  return percentile(times, 0.5);
}

const [, , folder = ''] = process.argv;
console.log(await compareAll(folder));
process.exit(0); // what serves would stay
