import { ERROR_CODES, isCallerError, type ErrorCode } from '../../contract/errors.ts';
import type { MetricName } from '../../contract/metrics.ts';
import type { MetricQuery, MetricReader, Period, Statistic } from '../ports/metrics.ts';

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

/** The predictions of a period in figures. */
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

interface Counts {
  readonly predictions: number;
  readonly errors: number;
  readonly clientErrors: number;
  /** Versions that were called, with their predictions. */
  readonly called: readonly (readonly [version: number, predictions: number])[];
}

/**
 * Reads a model's metrics over a period. CloudWatch bills each query: what was called is asked
 * first, then the rest of that alone.
 */
export async function readModelMetrics(
  reader: Pick<MetricReader, 'read'>,
  model: string,
  versions: readonly number[],
  period: Period,
): Promise<ModelMetrics> {
  const counts = await readCounts(reader, model, versions, period);
  const sheet = new QuerySheet();
  const summary = sheet.askSummary({ Model: model }, counts.predictions);
  const errors = sheet.askErrors({ Model: model }, counts);
  const perVersion = counts.called.map(([version, predictions]): Answer<VersionMetrics> => {
    // The only one that was called has all that its model has.
    if (predictions === counts.predictions) {
      const { errors, clientErrors } = counts;
      return (values) => ({ version, ...summary(values), errors, clientErrors });
    }
    return sheet.askVersion({ Model: model, Version: String(version) }, version, predictions);
  });
  const values = sheet.queries.length > 0 ? await reader.read(sheet.queries, period) : [];
  return {
    ...summary(values),
    ...errors(values),
    versions: perVersion.map((answer) => answer(values)),
  };
}

async function readCounts(
  reader: Pick<MetricReader, 'read'>,
  model: string,
  versions: readonly number[],
  period: Period,
): Promise<Counts> {
  const sheet = new QuerySheet();
  const ofModel = { Model: model };
  const predictions = sheet.askSum('Predictions', ofModel);
  const errors = sheet.askSum('Errors', ofModel);
  const clientErrors = sheet.askSum('ClientErrors', ofModel);
  const perVersion = versions.map(
    (version) =>
      [version, sheet.askSum('Predictions', { ...ofModel, Version: String(version) })] as const,
  );
  const values = await reader.read(sheet.queries, period);
  return {
    predictions: predictions(values),
    errors: errors(values),
    clientErrors: clientErrors(values),
    called: perVersion
      .map(([version, count]) => [version, count(values)] as const)
      .filter(([, count]) => count > 0),
  };
}

/** Collects queries, and hands out what reads their answers. */
class QuerySheet {
  readonly queries: MetricQuery[] = [];

  /** @param predictions asked for already; where there were none, nothing else was recorded */
  askSummary(dimensions: Dimensions, predictions: number): Answer<PredictionSummary> {
    if (predictions === 0) return () => NOTHING;
    const latencyMs = this.#askDistribution('PredictionLatency', dimensions);
    const inferenceMs = this.#askDistribution('InferenceLatency', dimensions);
    const loadMs = this.#askDistribution('ModelLoadLatency', dimensions);
    const coldStarts = this.askSum('ColdStart', dimensions);
    return (values) => ({
      predictions,
      latencyMs: latencyMs(values),
      inferenceMs: inferenceMs(values),
      loadMs: loadMs(values),
      coldStarts: coldStarts(values),
    });
  }

  askVersion(dimensions: Dimensions, version: number, predictions: number): Answer<VersionMetrics> {
    const summary = this.askSummary(dimensions, predictions);
    const errors = this.askSum('Errors', dimensions);
    const clientErrors = this.askSum('ClientErrors', dimensions);
    return (values) => ({
      version,
      ...summary(values),
      errors: errors(values),
      clientErrors: clientErrors(values),
    });
  }

  /** By their codes: of whose fault there was none, none is asked for. */
  askErrors(
    dimensions: Dimensions,
    { errors, clientErrors }: Counts,
  ): Answer<Pick<ModelMetrics, 'errors' | 'clientErrors'>> {
    const ofService = errors > 0 ? this.#askCodes(dimensions, false) : () => ({});
    const ofCallers = clientErrors > 0 ? this.#askCodes(dimensions, true) : () => ({});
    return (values) => ({
      errors: { total: errors, byType: ofService(values) },
      clientErrors: { total: clientErrors, byType: ofCallers(values) },
    });
  }

  askSum(metric: MetricName, dimensions: Dimensions): Answer<number> {
    const sum = this.#ask(metric, dimensions, 'Sum');
    return (values) => sum(values) ?? 0;
  }

  #askCodes(dimensions: Dimensions, areCallers: boolean): Answer<ErrorCounts['byType']> {
    const counts = ERROR_CODES.filter((code) => isCallerError(code) === areCallers).map(
      (code) => [code, this.askSum('ErrorsByType', { ...dimensions, ErrorType: code })] as const,
    );
    return (values) =>
      Object.fromEntries(
        counts
          .map(([code, count]) => [code, count(values)] as const)
          .filter(([, count]) => count > 0),
      );
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

  #ask(
    metric: MetricName,
    dimensions: Dimensions,
    statistic: Statistic,
  ): Answer<number | undefined> {
    const index = this.queries.push({ metric, dimensions, statistic }) - 1;
    return (values) => values[index];
  }
}

const UNMEASURED: Distribution = { average: null, p50: null, p95: null, p99: null };
const NOTHING: PredictionSummary = {
  predictions: 0,
  latencyMs: UNMEASURED,
  inferenceMs: UNMEASURED,
  loadMs: UNMEASURED,
  coldStarts: 0,
};
