import type { Clock } from '../ports/clock.ts';
import type { MetricEvent, MetricSink } from '../ports/metrics.ts';

/** The number of times, and the time of all together. */
export interface Duration {
  readonly count: number;
  readonly ns: number;
}

/** One version's statistics in Triton's shape. */
export interface ModelStatistics {
  readonly name: string;
  readonly version: string;
  /** Milliseconds since 1970; 0 when there was none. */
  readonly last_inference: number;
  readonly inference_count: number;
  readonly execution_count: number;
  readonly inference_stats: Readonly<
    Record<
      | 'success'
      | 'fail'
      | 'queue'
      | 'compute_input'
      | 'compute_infer'
      | 'compute_output'
      | 'cache_hit'
      | 'cache_miss',
      Duration
    >
  >;
  readonly batch_stats: readonly unknown[];
}

interface Counts {
  readonly model: string;
  readonly version: number;
  lastMs: number;
  succeeded: number;
  failed: number;
  totalMs: number;
  loadMs: number;
  inferenceMs: number;
}

const NS_PER_MS = 1e6;

/**
 * Counts the predictions of this instance since it started, by version, from the metrics as they
 * pass. Loading a session counts as `queue`, since it is what a request waits for; decoding and
 * encoding both as `compute_input`.
 * @see https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_statistics.md
 */
export class Statistics implements MetricSink {
  readonly #next: MetricSink;
  readonly #clock: Clock;
  readonly #counts = new Map<string, Counts>();

  constructor(next: MetricSink, clock: Clock) {
    this.#next = next;
    this.#clock = clock;
  }

  record(event: MetricEvent): void {
    this.#count(event);
    this.#next.record(event);
  }

  /** Lists the statistics of all that were called, of one model, or of one version alone. */
  list(model?: string, version?: number): ModelStatistics[] {
    return [...this.#counts.values()]
      .filter(
        (counts) =>
          (model === undefined || counts.model === model) &&
          (version === undefined || counts.version === version),
      )
      .sort((a, b) => (a.model === b.model ? a.version - b.version : a.model < b.model ? -1 : 1))
      .map(toStatistics);
  }

  #count({ values, dimensions: { Model: model, Version: version } }: MetricEvent): void {
    if (values.Predictions === undefined || model === undefined || version === undefined) return;
    const counts = this.#find(model, Number(version));
    if (values.PredictionLatency === undefined) {
      counts.failed++;
      return;
    }
    counts.succeeded++;
    counts.lastMs = this.#clock.nowMs();
    counts.totalMs += Number(values.PredictionLatency);
    counts.loadMs += Number(values.ModelLoadLatency ?? 0);
    counts.inferenceMs += Number(values.InferenceLatency ?? 0);
  }

  #find(model: string, version: number): Counts {
    const key = `${model}/${version}`;
    const counts = this.#counts.get(key) ?? startCounts(model, version);
    this.#counts.set(key, counts);
    return counts;
  }
}

/** A version that was not called yet. */
export function emptyStatistics(model: string, version: number): ModelStatistics {
  return toStatistics(startCounts(model, version));
}

function startCounts(model: string, version: number): Counts {
  return {
    model,
    version,
    lastMs: 0,
    succeeded: 0,
    failed: 0,
    totalMs: 0,
    loadMs: 0,
    inferenceMs: 0,
  };
}

function toStatistics({
  model,
  version,
  lastMs,
  succeeded,
  failed,
  totalMs,
  loadMs,
  inferenceMs,
}: Counts): ModelStatistics {
  const total = (ms: number, count = succeeded): Duration => ({
    count,
    ns: Math.round(ms * NS_PER_MS),
  });
  return {
    name: model,
    version: String(version),
    last_inference: Math.floor(lastMs),
    inference_count: succeeded,
    execution_count: succeeded,
    inference_stats: {
      success: total(totalMs),
      fail: total(0, failed),
      queue: total(loadMs),
      compute_input: total(Math.max(0, totalMs - loadMs - inferenceMs)),
      compute_infer: total(inferenceMs),
      compute_output: total(0),
      cache_hit: total(0, 0),
      cache_miss: total(0, 0),
    },
    batch_stats: [],
  };
}
