import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileAlarmRegistry } from '../../../../layers/maas/adapters/alarms/file-alarm-registry.ts';
import { JsonLogger } from '../../../../layers/maas/adapters/json-logger.ts';
import { EmfMetricSink } from '../../../../layers/maas/adapters/metrics/emf-metric-sink.ts';
import { ALARM_LIMITS } from '../../../../layers/maas/contract/alarm-limits.ts';
import { MaasError } from '../../../../layers/maas/core/errors.ts';
import { FeedbackStore } from '../../../../layers/maas/core/feedback/feedback-store.ts';
import { signPrediction } from '../../../../layers/maas/core/feedback/prediction-token.ts';
import { sendFeedback } from '../../../../layers/maas/core/feedback/send-feedback.ts';
import {
  observePrediction,
  type PredictionFacts,
} from '../../../../layers/maas/core/monitoring/observe-prediction.ts';
import type { ModelRecord, ModelSettings } from '../../../../layers/maas/core/registry/records.ts';
import { openAlarms } from '../../../../local/alarms/open-alarms.ts';
import type { SnsEnvelope } from '../../../../layers/maas/adapters/alarms/sns-envelope.ts';
import { MemoryObjectStore } from '../../../support/memory-object-store.ts';
import { WARM } from '../../../support/unwatched.ts';

export const MINUTE_MS = 60_000;
const NAMESPACE = 'Maas';
export const URL_OF_SERVICE = 'http://127.0.0.1:8080';
const KEY = Buffer.from('a key that signs ids');

/** Takes what alarms tell, as a webhook does. */
export async function listen(): Promise<{
  readonly url: string;
  readonly posted: SnsEnvelope[];
  readonly close: () => void;
}> {
  const posted: SnsEnvelope[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posted.push(JSON.parse(Buffer.concat(chunks).toString()) as SnsEnvelope);
      response.end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : '';
  return { url: `http://127.0.0.1:${port}/`, posted, close: () => void server.close() };
}

/** One machine whose clock is set by hand; what is recorded is what predictions record. */
export class Machine {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'maas-alarms-'));
  readonly metricsDirectory = path.join(this.directory, 'metrics');
  /** By model, those whose records can be read. */
  readonly records = new Map<string, ModelRecord>();
  readonly published: string[] = [];
  readonly feedback = new FeedbackStore(new MemoryObjectStore());
  readonly #webhook: string;
  #predictions = 0;
  readonly own = new FileAlarmRegistry(path.join(this.directory, 'alarms', 'own'));
  nowMs = Date.parse('2026-01-15T08:00:00Z');
  alarms: ReturnType<typeof openAlarms>;

  constructor(webhook: string) {
    this.#webhook = webhook;
    this.alarms = this.#open();
  }

  #open(): ReturnType<typeof openAlarms> {
    mkdirSync(this.metricsDirectory, { recursive: true });
    return openAlarms({
      directory: path.join(this.directory, 'alarms'),
      ownDirectory: path.join(this.directory, 'alarms', 'own'),
      metricsDirectory: this.metricsDirectory,
      settings: { metricNamespace: NAMESPACE, ...ALARM_LIMITS },
      registry: {
        getModel: (model) => {
          const value = this.records.get(model);
          return value
            ? Promise.resolve({ value, etag: '' })
            : Promise.reject(new MaasError('MODEL_NOT_FOUND', 'No.'));
        },
      },
      clock: { nowMs: () => this.nowMs },
      url: URL_OF_SERVICE,
      webhook: this.#webhook,
      retryDelaysMs: [],
      publish: (event) => {
        this.published.push(event);
        return Promise.resolve();
      },
      logger: new JsonLogger({ level: 'error', fields: {} }),
    });
  }

  restart(): void {
    this.alarms = this.#open();
  }

  async predict(
    model: string,
    version: number,
    outcome: { readonly ms?: number; readonly fails?: boolean },
    settings?: ModelSettings,
  ): Promise<PredictionFacts> {
    let watch = 0;
    let made: PredictionFacts | undefined;
    await observePrediction(
      async (facts) => {
        made = Object.assign(facts, { model, version, settings });
        watch += outcome.ms ?? 10;
        return outcome.fails
          ? Promise.reject(new MaasError('LOADING_FAILED', 'No.'))
          : Promise.resolve();
      },
      {
        clock: { monotonicMs: () => watch },
        metrics: this.createSink(),
        ...WARM,
      },
      { remainingMs: () => 1000, notes: {} },
    ).catch(() => undefined);
    if (!made) throw new Error('No prediction was made.');
    return made;
  }

  /** The truth for a prediction that was made now: what was answered, or something else. */
  async learn(model: string, version: number, isRight: boolean): Promise<void> {
    const claims = {
      id: `p-${++this.#predictions}`,
      model,
      version,
      timeMs: this.nowMs,
      inputs: 1,
      predicted: [{ kind: 'label', label: 'yes', score: 0.9 } as const],
    };
    await sendFeedback(
      model,
      { predictionId: signPrediction(claims, KEY), truth: isRight ? 'yes' : 'no' },
      {
        feedback: this.feedback,
        keys: { list: () => Promise.resolve([KEY]) },
        metrics: this.createSink(),
        clock: { nowMs: () => this.nowMs },
        findLabels: () => Promise.resolve(undefined),
      },
    );
  }

  createSink(): EmfMetricSink {
    return new EmfMetricSink({
      namespace: NAMESPACE,
      clock: { nowMs: () => this.nowMs },
      write: (line) => {
        const hour = new Date(this.nowMs).toISOString().slice(0, 13);
        appendFileSync(path.join(this.metricsDirectory, `${hour}.jsonl`), line);
      },
    });
  }

  /** Lets minutes pass, each with what happens in it, and looks at its end. */
  async pass(
    minutes: number,
    happen: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      await happen();
      this.nowMs += MINUTE_MS;
      await this.alarms.watch.evaluate();
    }
  }

  /** `<alarm> <model> <version>` of those that ring. */
  ringing(): string[] {
    return this.alarms.view
      .list()
      .filter(({ state }) => state === 'ALARM')
      .map(({ alarm, model, version = '-' }) => `${alarm} ${model} ${version}`);
  }
}

export async function times(count: number, act: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < count; i++) await act();
}
