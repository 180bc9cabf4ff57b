import type { Period } from '../../core/ports/metrics.ts';
import type { EmfLine, EmfSeries } from './emf-line.ts';
import { ValueDistribution, type DistributionNumbers } from './value-distribution.ts';

const MINUTE_MS = 60_000;
/**
 * Digits of the values in a summary: 900 a decade, an error of half a percent in a percentile and
 * of none in a count or an average.
 */
const DIGITS = 3;
/** A summary that has another form than this one is made anew. */
const FORMAT = 1;

interface Header {
  readonly format: number;
  readonly namespace: string;
  /** Bytes of the file of lines that are summed up. */
  readonly coveredBytes: number;
  /** The last of them, by which a file is known again. */
  readonly tail: string;
  readonly firstMinute: number;
  readonly lastMinute: number;
  readonly series: readonly EmfSeries[];
}

/** Values by the number of their series. */
type Values = readonly (readonly [series: number, numbers: DistributionNumbers])[];

/**
 * The lines of one file, summed up by series and minute. As text: a line that says of what, one of
 * all minutes together, then one a minute, so that who asks for all parses two lines.
 */
export class MetricSummary {
  readonly #series: EmfSeries[] = [];
  readonly #numbers = new Map<EmfSeries, number>();
  readonly #byText = new Map<string, number>();
  readonly #minutes = new Map<number, Map<number, ValueDistribution>>();
  /**
   * The distributions that the lines of the minute before count for: those of most lines that
   * follow.
   */
  #open: {
    readonly minute: number;
    readonly found: Map<readonly EmfSeries[], readonly ValueDistribution[]>;
  } = { minute: -1, found: new Map() };

  record({ timeMs, series, values }: EmfLine): void {
    const minute = Math.floor(timeMs / MINUTE_MS);
    if (minute !== this.#open.minute) this.#open = { minute, found: new Map() };
    let found = this.#open.found.get(series);
    if (!found) {
      this.#open.found.set(
        series,
        (found = series.map((one) =>
          getDistribution(this.#getMinute(minute), this.#toNumber(one)),
        )),
      );
    }
    for (let index = 0; index < values.length; index++) {
      for (const value of values[index] ?? []) found[index]?.record(value);
    }
  }

  /** @returns a text without a line break at its end */
  encode(namespace: string, coveredBytes: number, tail: string): string {
    const minutes = [...this.#minutes.keys()].sort((a, b) => a - b);
    const total = new Map<number, ValueDistribution>();
    const lines = minutes.map((minute) => {
      const values = [...(this.#minutes.get(minute) ?? [])].map(
        ([series, found]) => [series, found.toNumbers()] as const,
      );
      for (const [series, numbers] of values) getDistribution(total, series).merge(numbers);
      return JSON.stringify([minute, values]);
    });
    const header: Header = {
      format: FORMAT,
      namespace,
      coveredBytes,
      tail,
      firstMinute: minutes[0] ?? 0,
      lastMinute: minutes.at(-1) ?? 0,
      series: this.#series,
    };
    return [
      JSON.stringify(header),
      JSON.stringify([...total].map(([series, found]) => [series, found.toNumbers()])),
      ...lines,
    ].join('\n');
  }

  /** Goes on with a summary that was written before. */
  static decode(text: SummaryText): MetricSummary {
    const summary = new MetricSummary();
    for (const one of text.header.series) summary.#toNumber(one);
    for (const [minute, values] of text.readMinutes()) {
      for (const [series, numbers] of values) {
        getDistribution(summary.#getMinute(minute), series).merge(numbers);
      }
    }
    return summary;
  }

  #getMinute(minute: number): Map<number, ValueDistribution> {
    const found = this.#minutes.get(minute) ?? new Map<number, ValueDistribution>();
    this.#minutes.set(minute, found);
    return found;
  }

  #toNumber(series: EmfSeries): number {
    const known = this.#numbers.get(series);
    if (known !== undefined) return known;
    const text = JSON.stringify(series);
    const number = this.#byText.get(text) ?? this.#series.push(series) - 1;
    this.#byText.set(text, number);
    this.#numbers.set(series, number);
    return number;
  }
}

/** A summary as it was written, of which no more is parsed than is asked for. */
export class SummaryText {
  readonly header: Header;
  readonly #lines: readonly string[];

  private constructor(header: Header, lines: readonly string[]) {
    this.header = header;
    this.#lines = lines;
  }

  /** undefined for what is no summary of this form and namespace */
  static parse(text: string, namespace: string): SummaryText | undefined {
    try {
      const [first = '', ...lines] = text.split('\n');
      const header = JSON.parse(first) as Header;
      return header.format === FORMAT && header.namespace === namespace
        ? new SummaryText(header, lines)
        : undefined;
    } catch {
      return undefined;
    }
  }

  *readMinutes(): Generator<readonly [minute: number, values: Values], void, undefined> {
    for (const line of this.#lines.slice(1)) yield JSON.parse(line) as [number, Values];
  }

  /** Reads the values of the minutes that the period touches. */
  *read({ fromMs, toMs }: Period): Generator<SeriesNumbers, void, undefined> {
    const { firstMinute, lastMinute, series } = this.header;
    const isWhole = firstMinute * MINUTE_MS + MINUTE_MS > fromMs && lastMinute * MINUTE_MS < toMs;
    if (isWhole) {
      yield* name(JSON.parse(this.#lines[0] ?? '[]') as Values, series);
      return;
    }
    for (const [, found] of this.readByMinute({ fromMs, toMs })) yield found;
  }

  /** The same minute by minute, each with its first millisecond. */
  *readByMinute({
    fromMs,
    toMs,
  }: Period): Generator<readonly [startMs: number, SeriesNumbers], void, undefined> {
    if ((this.header.lastMinute + 1) * MINUTE_MS <= fromMs) return;
    for (const [minute, values] of this.readMinutes()) {
      const startMs = minute * MINUTE_MS;
      if (startMs + MINUTE_MS <= fromMs || startMs >= toMs) continue;
      for (const found of name(values, this.header.series)) yield [startMs, found];
    }
  }
}

type SeriesNumbers = readonly [EmfSeries, DistributionNumbers];

function* name(
  values: Values,
  series: readonly EmfSeries[],
): Generator<SeriesNumbers, void, undefined> {
  for (const [number, numbers] of values) {
    const found = series[number];
    if (found) yield [found, numbers];
  }
}

function getDistribution(found: Map<number, ValueDistribution>, series: number): ValueDistribution {
  const known = found.get(series) ?? new ValueDistribution(DIGITS);
  found.set(series, known);
  return known;
}
