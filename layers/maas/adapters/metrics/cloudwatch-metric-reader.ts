import {
  CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { Clock } from '../../core/ports/clock.ts';
import {
  countSteps,
  type MetricQuery,
  type MetricReader,
  type Period,
  type Series,
  type Steps,
} from '../../core/ports/metrics.ts';
import { SDK_DEFAULTS } from '../aws/sdk-defaults.ts';

/** CloudWatch's limit of one call. */
const QUERIES_PER_CALL = 500;
const SECOND_MS = 1000;
const DAY_MS = 24 * 3600 * SECOND_MS;

/** CloudWatch keeps data that are older than so many days in periods of so many seconds. */
const RESOLUTIONS = [
  { olderThanDays: 63, seconds: 3600 },
  { olderThanDays: 15, seconds: 300 },
  { olderThanDays: -1, seconds: 60 },
] as const;

export interface CloudWatchMetricReaderOptions {
  readonly namespace: string;
  readonly clock: Clock;
}

export class CloudWatchMetricReader implements MetricReader {
  readonly #namespace: string;
  readonly #clock: Clock;
  readonly #client = new CloudWatchClient(SDK_DEFAULTS);

  constructor({ namespace, clock }: CloudWatchMetricReaderOptions) {
    this.#namespace = namespace;
    this.#clock = clock;
  }

  /**
   * The period is widened to whole steps of what CloudWatch keeps, and asked for as one, so that
   * percentiles are of all its values.
   */
  async read(
    queries: readonly MetricQuery[],
    period: Period,
  ): Promise<readonly (number | undefined)[]> {
    // eslint-disable-next-line no-restricted-syntax -- CloudWatch's periods are dates
    const stepMs = findStepMs(this.#clock.nowMs() - period.fromMs);
    const fromMs = Math.floor(period.fromMs / stepMs) * stepMs;
    const toMs = Math.max(fromMs + stepMs, Math.ceil(period.toMs / stepMs) * stepMs);
    const series = await this.#read(queries, { fromMs, toMs, stepMs: toMs - fromMs });
    return series.map(([value]) => value);
  }

  /** CloudWatch has steps of a minute for 15 days, of five for 63, of an hour for 455. */
  async readSeries(queries: readonly MetricQuery[], steps: Steps): Promise<readonly Series[]> {
    countSteps(steps);
    return this.#read(queries, steps);
  }

  async #read(queries: readonly MetricQuery[], steps: Steps): Promise<Series[]> {
    const results = queries.map(() =>
      Array.from<number | undefined>({ length: (steps.toMs - steps.fromMs) / steps.stepMs }),
    );
    for (let start = 0; start < queries.length; start += QUERIES_PER_CALL) {
      const batch = queries
        .slice(start, start + QUERIES_PER_CALL)
        .map((query, i) => this.#toQuery(query, `m${start + i}`, steps.stepMs / SECOND_MS));
      await this.#readBatch(batch, steps, results);
    }
    return results;
  }

  async #readBatch(
    batch: MetricDataQuery[],
    { fromMs, toMs, stepMs }: Steps,
    results: (number | undefined)[][],
  ): Promise<void> {
    let token: string | undefined;
    do {
      const page = await this.#client.send(
        new GetMetricDataCommand({
          MetricDataQueries: batch,
          StartTime: new Date(fromMs),
          EndTime: new Date(toMs),
          NextToken: token,
        }),
      );
      for (const { Id = '', StatusCode, Timestamps = [], Values = [] } of page.MetricDataResults ??
        []) {
        if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') {
          throw new Error(
            `CloudWatch answered ${StatusCode} to a metric of namespace '${this.#namespace}'.`,
          );
        }
        const series = results[Number(Id.slice(1))];
        for (const [index, time] of Timestamps.entries()) {
          const step = Math.floor((time.getTime() - fromMs) / stepMs);
          if (series && step >= 0 && step < series.length) series[step] = Values[index];
        }
      }
      token = page.NextToken;
    } while (token !== undefined);
  }

  #toQuery(
    { metric, dimensions, statistic }: MetricQuery,
    id: string,
    periodSeconds: number,
  ): MetricDataQuery {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    return {
      Id: id,
      MetricStat: {
        Metric: { Namespace: this.#namespace, MetricName: metric, Dimensions },
        Period: periodSeconds,
        Stat: statistic,
      },
    };
  }
}

function findStepMs(ageMs: number): number {
  const { seconds } =
    RESOLUTIONS.find(({ olderThanDays }) => ageMs > olderThanDays * DAY_MS) ?? RESOLUTIONS[2];
  return seconds * SECOND_MS;
}
