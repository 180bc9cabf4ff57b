import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { parseFlags } from '../../local/flags.ts';
import { createPools, type Pools } from '../../local/function-pools.ts';
import { openHome, type Home } from '../../local/home.ts';
import { ProcessGuard } from '../../layers/maas/instances/process-guard.ts';
import type { LogBook } from '../../local/log/log-book.ts';
import { openLog } from '../../local/open-log.ts';
import { METRIC_NAMESPACE } from '../../local/metrics/metric-namespace.ts';
import { PrometheusMetrics } from '../../local/metrics/prometheus.ts';
import { stackEnvironment } from '../../local/stack-environment.ts';
import type { StackOptions } from '../../local/stack-options.ts';
import { PLACES } from '../../local/places/places.ts';

/** No metric, no capture, no counts for drift, ids without a signature. */
const UNWATCHED = {
  [ENVIRONMENT.capturesDirectory]: '',
  [ENVIRONMENT.predictionKeyFile]: '',
};

/**
 * The flags of `npm start`, and the variables beyond them, of each way to watch that is compared.
 */
const SUBJECTS = {
  'nothing watched': { flags: ['--metrics', 'off'], environment: UNWATCHED },
  'metrics off': { flags: ['--metrics', 'off'], environment: {} },
  'all watched': { flags: ['--metrics', 'high'], environment: {} },
  'all watched and captured': {
    flags: ['--metrics', 'high', '--capture-percent', '100', '--capture-redact', 'email'],
    environment: {},
  },
} as const;
export type SubjectName = keyof typeof SUBJECTS;
export const SUBJECT_NAMES = Object.keys(SUBJECTS) as SubjectName[];

const WAIT_MS = 30_000;

/** Predict as `npm start` runs it, asked directly: no gateway stands between. */
export class Subject {
  readonly #options: StackOptions;
  readonly #home: Home;
  readonly #environment: Record<string, string>;
  readonly #guard = new ProcessGuard();
  readonly #log: LogBook;
  #pools: Pools;

  /** @param registry home of a stack that is no more, where the models are */
  constructor(name: SubjectName, registry: string, work: string) {
    const { flags, environment } = SUBJECTS[name];
    const own = path.join(work, name.replaceAll(' ', '-'));
    for (const folder of ['tmp', 'metrics', 'captured', 'logs']) {
      mkdirSync(path.join(own, folder), { recursive: true });
    }
    this.#home = {
      ...openHome(registry),
      tmp: path.join(own, 'tmp'),
      metrics: path.join(own, 'metrics'),
      captured: path.join(own, 'captured'),
      logFile: path.join(own, 'logs', 'maas.log'),
    };
    this.#options = {
      ...parseFlags([...flags], { MAAS_HOME: registry }),
      functionsDirectory: PLACES.functions,
      print: () => undefined,
    };
    this.#environment = {
      ...stackEnvironment(this.#options, this.#home, 'http://127.0.0.1:8080', ''),
      ...environment,
    };
    this.#log = openLog(this.#options, this.#home, new PrometheusMetrics(METRIC_NAMESPACE));
    this.#pools = this.#start();
  }

  /** @returns milliseconds from the call to the last byte of its answer */
  async call(model: string, body: Buffer): Promise<number> {
    const startedAtMs = performance.now();
    const answer = await this.#pools.predict.invoke(
      {
        requestId: 'bench',
        method: 'POST',
        resource: '/models/{model}/predict',
        path: `/models/${model}/predict`,
        parameters: { model },
        query: {},
        headers: { 'content-type': ['application/json'] },
        body,
      },
      { group: model, limitMs: WAIT_MS },
    );
    const ms = performance.now() - startedAtMs;
    if (answer.mode !== 'whole' || answer.head.status !== 200) {
      throw new Error(`A prediction of ${model} answered ${JSON.stringify(answer).slice(0, 500)}`);
    }
    return ms;
  }

  /** As after a pause: no instance runs any more. */
  async endInstances(): Promise<void> {
    await this.#pools.predict.close();
    this.#pools = this.#start();
  }

  async close(): Promise<void> {
    await this.#pools.predict.close();
    this.#guard.close();
  }

  #start(): Pools {
    return createPools(this.#options, this.#home, this.#environment, this.#guard, this.#log);
  }
}
