import { randomUUID } from 'node:crypto';
import {
  CloudWatchClient,
  PutMetricDataCommand,
  type MetricDatum,
} from '@aws-sdk/client-cloudwatch';
import { CloudWatchMetricReader } from '../../../layers/maas/adapters/metrics/cloudwatch-metric-reader.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { METRICS, type Dimension, type MetricName } from '../../../layers/maas/contract/metrics.ts';
import { describeMetricReader, type TimedEvent } from '../../suites/metric-reader-suite.ts';
import { useServer } from '../../tools/s3-servers.ts';

const MINUTE_MS = 60_000;
/** So long ago that all of the suite's period is over. */
const startMs = Math.floor(systemClock.nowMs() / MINUTE_MS) * MINUTE_MS - 30 * MINUTE_MS;

/** Turns an event's line into the data that CloudWatch makes of it. */
function toData({ values, dimensions, timeMs }: TimedEvent): MetricDatum[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const sets: readonly (readonly Dimension[])[] = METRICS[name as MetricName].dimensionSets;
    const known = sets.filter((set) =>
      set.every((dimension) => dimensions[dimension] !== undefined),
    );
    return known.flatMap((set) =>
      [value].flat().map((Value) => ({
        MetricName: name,
        Value,
        Timestamp: new Date(timeMs),
        Dimensions: set.map((Name) => ({ Name, Value: dimensions[Name] })),
      })),
    );
  });
}

describeMetricReader('CloudWatch on moto', {
  startMs,
  gaps: ['percentiles', 'metrics without dimensions'],
  open: async () => {
    useServer('MOTO_URL');
    const namespace = `Maas-${randomUUID()}`;
    const client = new CloudWatchClient({});
    return {
      reader: new CloudWatchMetricReader({ namespace, clock: systemClock }),
      record: async (events) => {
        const data = events.flatMap(toData);
        for (let start = 0; start < data.length; start += 1000) {
          await client.send(
            new PutMetricDataCommand({
              Namespace: namespace,
              MetricData: data.slice(start, start + 1000),
            }),
          );
        }
      },
    };
  },
});
