import { METRICS, type Dimension, type MetricName, type MetricSpec } from '../contract/metrics.ts';
import type { Clock, MetricEvent, MetricSink } from '../core/ports.ts';

/** Values of one metric in one line; more go into further lines. */
const VALUES_PER_LINE = 100;

type Values = readonly (readonly [MetricName, readonly number[]])[];

export interface EmfMetricSinkOptions {
  /** CloudWatch namespace. */
  readonly namespace: string;
  readonly clock: Clock;
  /** @default - stdout, past `console`, before whose lines Lambda's runtime would put a prefix */
  readonly write?: (line: string) => void;
}

/**
 * Metrics as lines in CloudWatch's Embedded Metric Format: no call, no latency, one line an event.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmfMetricSink implements MetricSink {
  readonly #namespace: string;
  readonly #clock: Clock;
  readonly #write: (line: string) => void;

  constructor({
    namespace,
    clock,
    write = (line) => void process.stdout.write(line),
  }: EmfMetricSinkOptions) {
    this.#namespace = namespace;
    this.#clock = clock;
    this.#write = write;
  }

  record({ values, dimensions }: MetricEvent): void {
    for (
      let rest = toValues(values);
      rest.length > 0;
      rest = rest.flatMap(([name, list]) =>
        list.length > VALUES_PER_LINE ? [[name, list.slice(VALUES_PER_LINE)] as const] : [],
      )
    ) {
      const line = this.#toLine(rest, dimensions);
      if (line) this.#write(`${JSON.stringify(line)}\n`);
    }
  }

  /** undefined when no metric has all that one of its dimension sets needs */
  #toLine(values: Values, dimensions: MetricEvent['dimensions']): object | undefined {
    const directives = new Map<
      string,
      {
        Namespace: string;
        Dimensions: readonly (readonly Dimension[])[];
        Metrics: { Name: MetricName; Unit: string }[];
      }
    >();
    const members: Record<string, unknown> = {};
    for (const [name, list] of values) {
      const { unit, dimensionSets }: MetricSpec = METRICS[name];
      const sets = dimensionSets.filter((set) =>
        set.every((dimension) => dimensions[dimension] !== undefined),
      );
      if (sets.length === 0) continue;
      const id = JSON.stringify(sets);
      const directive = directives.get(id) ?? {
        Namespace: this.#namespace,
        Dimensions: sets,
        Metrics: [],
      };
      directive.Metrics.push({ Name: name, Unit: unit });
      directives.set(id, directive);
      members[name] = list.length === 1 ? list[0] : list.slice(0, VALUES_PER_LINE);
    }
    if (directives.size === 0) return undefined;
    return {
      _aws: { Timestamp: this.#clock.nowMs(), CloudWatchMetrics: [...directives.values()] },
      ...dimensions,
      ...members,
    };
  }
}

/** What is no finite number has no place in JSON. */
function toValues(values: MetricEvent['values']): Values {
  return Object.entries(values)
    .map(([name, value]) => [name as MetricName, [value].flat().filter(Number.isFinite)] as const)
    .filter(([, list]) => list.length > 0);
}
