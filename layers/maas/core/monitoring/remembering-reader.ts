import type { Stopwatch } from '../ports/clock.ts';
import type { MetricQuery, MetricReader, Period } from '../ports/metrics.ts';

const MINUTE_MS = 60_000;
/** Reports that are remembered: of a model and a period each. */
const MOST = 500;

interface Entry {
  readonly askedAtMs: number;
  readonly values: Promise<readonly (number | undefined)[]>;
}

/**
 * Asks the same question once a minute: a metric has one value a minute, and CloudWatch bills each
 * question, whoever polls how often.
 */
export class RememberingReader implements Pick<MetricReader, 'read'> {
  readonly #reader: Pick<MetricReader, 'read'>;
  readonly #clock: Stopwatch;
  /** In the order in which they were asked. */
  readonly #entries = new Map<string, Entry>();

  constructor(reader: Pick<MetricReader, 'read'>, clock: Stopwatch) {
    this.#reader = reader;
    this.#clock = clock;
  }

  /** The period is widened to whole minutes, as CloudWatch has them. */
  read(
    queries: readonly MetricQuery[],
    { fromMs, toMs }: Period,
  ): Promise<readonly (number | undefined)[]> {
    const period = {
      fromMs: Math.floor(fromMs / MINUTE_MS) * MINUTE_MS,
      toMs: Math.ceil(toMs / MINUTE_MS) * MINUTE_MS,
    };
    const key = JSON.stringify([period, queries]);
    const askedAtMs = this.#clock.monotonicMs();
    const known = this.#entries.get(key);
    if (known && askedAtMs - known.askedAtMs < MINUTE_MS) return known.values;
    const entry = { askedAtMs, values: this.#reader.read(queries, period) };
    this.#keep(key, entry);
    return entry.values;
  }

  #keep(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    // A query that failed is asked again.
    entry.values.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    for (const [oldest] of this.#entries) {
      if (this.#entries.size <= MOST) return;
      this.#entries.delete(oldest);
    }
  }
}
