import {
  DIMENSIONS,
  listDimensionSets,
  METRICS,
  type Dimension,
  type MetricDetail,
  type MetricName,
  type MetricSpec,
} from '../../contract/metrics.ts';
import { DEFAULTS } from '../../contract/environment.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { MetricEvent, MetricSink } from '../../core/ports/metrics.ts';

/** Values of one metric in one line; more go into further lines. */
const VALUES_PER_LINE = 100;

/** Each metric with its one value, or with several. */
type Values = readonly (readonly [MetricName, number | readonly number[]])[];

export interface EmfMetricSinkOptions {
  /** CloudWatch namespace. */
  readonly namespace: string;
  readonly clock: Clock;
  /** The detail down to which series are told apart. @default 'standard' */
  readonly detail?: MetricDetail | undefined;
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
  readonly #detail: MetricDetail;
  readonly #write: (line: string) => void;
  /** By the names of metrics and dimensions that an event has: there are few such forms. */
  readonly #forms = new Map<string, Form>();

  constructor({
    namespace,
    clock,
    detail = DEFAULTS.metricDetail,
    write = (line) => void process.stdout.write(line),
  }: EmfMetricSinkOptions) {
    this.#namespace = namespace;
    this.#clock = clock;
    this.#detail = detail;
    this.#write = write;
  }

  record({ values, dimensions, properties }: MetricEvent): void {
    const known = JSON.stringify({ ...properties, ...dimensions }).slice(1, -1);
    for (let rest = toValues(values); rest.length > 0; rest = toFurtherLines(rest)) {
      const { directives, metrics } = this.#findForm(rest, dimensions);
      if (metrics.size === 0) continue; // none has all that one of its dimension sets needs
      let members = known;
      for (const [name, value] of rest) {
        if (!metrics.has(name)) continue;
        members += `${members === '' ? '' : ','}"${name}":${formatValue(value)}`;
      }
      const head = `{"_aws":{"Timestamp":${this.#clock.nowMs()},"CloudWatchMetrics":${directives}}`;
      this.#write(`${head},${members}}\n`);
    }
  }

  #findForm(values: Values, dimensions: MetricEvent['dimensions']): Form {
    let id = '';
    for (const [name] of values) id += `${name},`;
    for (const name of DIMENSIONS) if (dimensions[name] !== undefined) id += ` ${name}`;
    const known = this.#forms.get(id);
    if (known) return known;
    const form = toForm(
      { namespace: this.#namespace, detail: this.#detail },
      values.map(([name]) => name),
      DIMENSIONS.filter((name) => dimensions[name] !== undefined),
    );
    this.#forms.set(id, form);
    return form;
  }
}

/** The part of a line that is the same for all events with the same metrics and dimensions. */
interface Form {
  /** JSON. */
  readonly directives: string;
  readonly metrics: ReadonlySet<MetricName>;
}

/** Metrics of the same dimension sets are one directive. */
function toForm(
  { namespace, detail }: { readonly namespace: string; readonly detail: MetricDetail },
  names: readonly MetricName[],
  given: readonly Dimension[],
): Form {
  const directives = new Map<string, Directive>();
  const metrics = new Set<MetricName>();
  for (const name of names) {
    const spec: MetricSpec = METRICS[name];
    const sets = listDimensionSets(spec, detail).filter((set) =>
      set.every((one) => given.includes(one)),
    );
    if (sets.length === 0) continue;
    const id = JSON.stringify(sets);
    const directive = directives.get(id) ?? { Namespace: namespace, Dimensions: sets, Metrics: [] };
    directive.Metrics.push({ Name: name, Unit: spec.unit });
    directives.set(id, directive);
    metrics.add(name);
  }
  return { directives: JSON.stringify([...directives.values()]), metrics };
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly Dimension[])[];
  readonly Metrics: { Name: MetricName; Unit: string }[];
}

/** Leaves out NaN and infinities, which JSON cannot write. */
function toValues(values: MetricEvent['values']): Values {
  const found: [MetricName, number | readonly number[]][] = [];
  for (const [name, value] of Object.entries(values)) {
    const list = typeof value === 'number' ? value : [value].flat().filter(Number.isFinite);
    if (typeof list === 'number' ? Number.isFinite(list) : list.length > 0) {
      found.push([name as MetricName, list]);
    }
  }
  return found;
}

/** Keeps the values for which the line with the first hundred of each metric has no room. */
function toFurtherLines(values: Values): Values {
  return values.flatMap(([name, value]) =>
    typeof value !== 'number' && value.length > VALUES_PER_LINE
      ? [[name, value.slice(VALUES_PER_LINE)] as const]
      : [],
  );
}

/** As JSON has it: to write members one by one costs a third of what the object of them does. */
function formatValue(value: number | readonly number[]): string {
  if (typeof value === 'number') return String(value);
  return value.length === 1 ? String(value[0]) : JSON.stringify(value.slice(0, VALUES_PER_LINE));
}
