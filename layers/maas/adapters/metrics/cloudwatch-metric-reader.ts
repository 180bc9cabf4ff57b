import {
  CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { Clock, MetricQuery, MetricReader } from '../../core/ports.ts';

/** CloudWatch's limit of one call. */
const QUERIES_PER_CALL = 500;
const SECOND_MS = 1000;
const DAY_MS = 24 * 3600 * SECOND_MS;

/** How coarse CloudWatch keeps what is older than so many days, in seconds. */
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
  readonly #client = new CloudWatchClient({});

  constructor({ namespace, clock }: CloudWatchMetricReaderOptions) {
    this.#namespace = namespace;
    this.#clock = clock;
  }

  /** The period is widened to whole steps of what CloudWatch keeps, and asked for as one, so that percentiles are of all its values. */
  async read(
    queries: readonly MetricQuery[],
    period: { readonly fromMs: number; readonly toMs: number },
  ): Promise<readonly (number | undefined)[]> {
    // eslint-disable-next-line no-restricted-syntax -- CloudWatch's periods are dates
    const stepMs = findStepMs(this.#clock.nowMs() - period.fromMs);
    const from = Math.floor(period.fromMs / stepMs) * stepMs;
    const to = Math.max(from + stepMs, Math.ceil(period.toMs / stepMs) * stepMs);
    const results = new Map<string, number>();
    for (let start = 0; start < queries.length; start += QUERIES_PER_CALL) {
      const batch = queries
        .slice(start, start + QUERIES_PER_CALL)
        .map((query, i) => this.#toQuery(query, `m${start + i}`, (to - from) / SECOND_MS));
      await this.#readBatch(batch, from, to, results);
    }
    return queries.map((_, i) => results.get(`m${i}`));
  }

  async #readBatch(
    batch: MetricDataQuery[],
    from: number,
    to: number,
    results: Map<string, number>,
  ): Promise<void> {
    let token: string | undefined;
    do {
      const page = await this.#client.send(
        new GetMetricDataCommand({
          MetricDataQueries: batch,
          StartTime: new Date(from),
          EndTime: new Date(to),
          NextToken: token,
        }),
      );
      for (const { Id = '', StatusCode, Values: [value] = [] } of page.MetricDataResults ?? []) {
        if (StatusCode === 'InternalError' || StatusCode === 'Forbidden')
          throw new Error(
            `CloudWatch answered ${StatusCode} to a metric of namespace '${this.#namespace}'.`,
          );
        if (value !== undefined) results.set(Id, value);
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
