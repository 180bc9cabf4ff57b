import { PredictionSigner } from '../../../layers/maas/core/feedback/prediction-signer.ts';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { observed, type PredictionDeps } from '../../../functions/predict/operations/observed.ts';
import { JsonLogger } from '../../../layers/maas/adapters/json-logger.ts';
import { EmfMetricSink } from '../../../layers/maas/adapters/metrics/emf-metric-sink.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { ProcessPredictionWatch } from '../../../layers/maas/adapters/watch/process-prediction-watch.ts';
import { AnswerStream } from '../../../layers/maas/core/answer-stream.ts';
import type { VersionRecord } from '../../../layers/maas/core/registry/records.ts';
import { serve } from '../../../layers/maas/core/serving/serve.ts';
import { predictionResponse } from '../../../layers/maas/http/http-response.ts';
import { serveRequest } from '../../../layers/maas/http/serve-request.ts';

/**
 * The function `predict`, all but its model: what is streamed is what the body asks for, and each
 * step is told on stdout.
 */
interface Order {
  readonly chunks: number;
  readonly bytes: number;
  /** A file that has to be there before the second chunk is made. */
  readonly gate?: string;
  /** The end after so many chunks. */
  readonly then?: 'fail' | 'die';
}

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

async function* stream({ chunks, bytes, gate, then }: Order): AsyncGenerator<Uint8Array> {
  let made = 0;
  try {
    for (; made < chunks; made++) {
      while (made === 1 && gate !== undefined && !existsSync(gate)) await sleep(5);
      tell(`made ${made}`);
      yield Buffer.alloc(bytes, 'a');
    }
    if (then === 'fail') throw new TypeError('The model broke.');
    if (then === 'die') process.kill(process.pid, 'SIGKILL');
  } finally {
    tell(`ended by ${process.pid}`);
  }
}

const record = {
  model: 'm',
  version: 1,
  status: 'READY',
  bundle: {
    files: [],
    entry: 'model.onnx',
    signature: { inputs: [], outputs: [] },
    task: 'tensor',
  },
} as unknown as VersionRecord;

const logger = new JsonLogger();
const deps = {
  records: {
    find: (key: string) => Promise.resolve(key.endsWith('version.json') ? record : { aliases: {} }),
  },
  sessions: {
    acquire: () =>
      Promise.resolve({
        session: {},
        resources: {},
        done: () => {
          tell('released');
        },
      }),
  },
  clock: systemClock,
  metrics: new EmfMetricSink({ namespace: 'Maas', clock: systemClock }),
  isColdStart: () => false,
  newId: () => 'p-1',
  onAnswer: () => undefined,
  signer: new PredictionSigner(undefined, systemClock),
  budget: {},
  gate: { admit: () => undefined },
  watch: new ProcessPredictionWatch({
    program: 'none',
    notePath: process.env.MAAS_PREDICTION_NOTE ?? '',
    limitMs: 30_000,
    metricNamespace: 'Maas',
    clock: systemClock,
  }),
} as unknown as PredictionDeps;

const predict = observed(async ({ body }, facts) => {
  const order = JSON.parse(Buffer.from(body).toString()) as Order;
  const answer = await serve(
    { model: 'm', reference: '1' },
    facts,
    deps,
    () => () => Promise.resolve({ body: new AnswerStream('text/plain', stream(order)) }),
  );
  return predictionResponse(answer.body);
}, deps);

export const server = serveRequest<'predict'>(Promise.resolve({ predict } as never), {
  logger,
  clock: systemClock,
});
