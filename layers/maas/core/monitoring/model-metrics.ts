import { ERROR_CODES, isCallerError, type ErrorCode } from '../../contract/errors.ts';
import type { MetricName } from '../../contract/metrics.ts';
import type { MetricQuery, MetricReader, Statistic } from '../ports.ts';

export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Milliseconds; null where nothing was measured. */
export interface Distribution {
  readonly average: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface ErrorCounts {
  readonly total: number;
  /** Codes that did not occur are left out. */
  readonly byType: Partial<Record<ErrorCode, number>>;
}

/** What the predictions of a period were like. */
export interface PredictionSummary {
  readonly predictions: number;
  readonly latencyMs: Distribution;
  readonly inferenceMs: Distribution;
  readonly loadMs: Distribution;
  readonly coldStarts: number;
}

export interface VersionMetrics extends PredictionSummary {
  readonly version: number;
  readonly errors: number;
  readonly clientErrors: number;
}

export interface ModelMetrics extends PredictionSummary {
  /** The service's or the model's own fault. */
  readonly errors: ErrorCounts;
  /** The callers' fault. */
  readonly clientErrors: ErrorCounts;
  /** Versions that were called, newest first. */
  readonly versions: readonly VersionMetrics[];
}

type Dimensions = MetricQuery['dimensions'];
/** Reads one answer, or a part made of several, out of the values of all queries. */
type Answer<T> = (values: readonly (number | undefined)[]) => T;

/** Reads a model's metrics over a period: everything in one call of the reader. */
export async function readModelMetrics(
  reader: MetricReader,
  model: string,
  versions: readonly number[],
  period: Period,
): Promise<ModelMetrics> {
  const sheet = new QuerySheet();
  const ofModel = { Model: model };
  const summary = sheet.askSummary(ofModel);
  const errors = sheet.askErrors(ofModel);
  const perVersion = versions.map((version) =>
    sheet.askVersion(version, { Model: model, Version: String(version) }),
  );
  const values = await reader.read(sheet.queries, period);
  return {
    ...summary(values),
    ...errors(values),
    versions: perVersion
      .map((answer) => answer(values))
      .filter(({ predictions }) => predictions > 0),
  };
}

/** Collects queries, and hands out what reads their answers. */
class QuerySheet {
  readonly queries: MetricQuery[] = [];

  askSummary(dimensions: Dimensions): Answer<PredictionSummary> {
    const predictions = this.#askSum('Predictions', dimensions);
    const latencyMs = this.#askDistribution('PredictionLatency', dimensions);
    const inferenceMs = this.#askDistribution('InferenceLatency', dimensions);
    const loadMs = this.#askDistribution('ModelLoadLatency', dimensions);
    const coldStarts = this.#askSum('ColdStart', dimensions);
    return (values) => ({
      predictions: predictions(values),
      latencyMs: latencyMs(values),
      inferenceMs: inferenceMs(values),
      loadMs: loadMs(values),
      coldStarts: coldStarts(values),
    });
  }

  askVersion(version: number, dimensions: Dimensions): Answer<VersionMetrics> {
    const summary = this.askSummary(dimensions);
    const errors = this.#askSum('Errors', dimensions);
    const clientErrors = this.#askSum('ClientErrors', dimensions);
    return (values) => ({
      version,
      ...summary(values),
      errors: errors(values),
      clientErrors: clientErrors(values),
    });
  }

  askErrors(dimensions: Dimensions): Answer<Pick<ModelMetrics, 'errors' | 'clientErrors'>> {
    const errors = this.#askSum('Errors', dimensions);
    const clientErrors = this.#askSum('ClientErrors', dimensions);
    const byType = ERROR_CODES.map(
      (code) => [code, this.#askSum('ErrorsByType', { ...dimensions, ErrorType: code })] as const,
    );
    return (values) => {
      const counts = byType
        .map(([code, count]) => [code, count(values)] as const)
        .filter(([, count]) => count > 0);
      const pick = (areCallers: boolean): ErrorCounts['byType'] =>
        Object.fromEntries(counts.filter(([code]) => isCallerError(code) === areCallers));
      return {
        errors: { total: errors(values), byType: pick(false) },
        clientErrors: { total: clientErrors(values), byType: pick(true) },
      };
    };
  }

  #askDistribution(metric: MetricName, dimensions: Dimensions): Answer<Distribution> {
    const average = this.#ask(metric, dimensions, 'Average');
    const p50 = this.#ask(metric, dimensions, 'p50');
    const p95 = this.#ask(metric, dimensions, 'p95');
    const p99 = this.#ask(metric, dimensions, 'p99');
    return (values) => ({
      average: average(values) ?? null,
      p50: p50(values) ?? null,
      p95: p95(values) ?? null,
      p99: p99(values) ?? null,
    });
  }

  #askSum(metric: MetricName, dimensions: Dimensions): Answer<number> {
    const sum = this.#ask(metric, dimensions, 'Sum');
    return (values) => sum(values) ?? 0;
  }

  #ask(
    metric: MetricName,
    dimensions: Dimensions,
    statistic: Statistic,
  ): Answer<number | undefined> {
    const index = this.queries.push({ metric, dimensions, statistic }) - 1;
    return (values) => values[index];
  }
}
