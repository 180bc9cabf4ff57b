import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { CaptureSink } from '../ports/captures.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { countFeatures } from './count-features.ts';
import { SketchBuilder } from './sketch.ts';

export interface DriftSketchesOptions {
  readonly captures: CaptureSink | undefined;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn'>;
}

/** An instance tells what it has counted no more often than this. */
const INTERVAL_MS = 10_000;

interface Counting {
  readonly model: string;
  readonly version: number;
  readonly builder: SketchBuilder;
  calls: number;
}

/**
 * Counts what comes to each version and what it answers, in memory, and writes the counts as a line
 * now and then. What an instance has counted since its last line goes with it when it ends.
 */
export class DriftSketches {
  readonly #options: DriftSketchesOptions;
  #versions = new Map<string, Counting>();
  #writtenAtMs = -Infinity;

  constructor(options: DriftSketchesOptions) {
    this.#options = options;
  }

  /** Takes a prediction that was answered. */
  async take(facts: PredictionFacts): Promise<void> {
    const { model, version } = facts;
    if (!this.#options.captures || model === undefined || version === undefined) return;
    this.#count(facts, model, version);
    // eslint-disable-next-line no-restricted-syntax -- sketches are dated; one more or less changes nothing
    if (this.#options.clock.nowMs() - this.#writtenAtMs >= INTERVAL_MS) await this.write();
  }

  #count(facts: PredictionFacts, model: string, version: number): void {
    const key = `${model}/${version}`;
    const counting = this.#versions.get(key) ?? {
      ...{ model, version, calls: 0 },
      builder: new SketchBuilder(),
    };
    this.#versions.set(key, counting);
    counting.calls++;
    try {
      countFeatures(facts, counting.builder);
    } catch (error) {
      this.#options.logger.warn('A prediction could not be counted for drift.', { error });
    }
  }

  /** Writes what was counted since the last time. */
  async write(): Promise<void> {
    const { captures, clock, logger } = this.#options;
    const counted = [...this.#versions.values()].filter(({ builder }) => !builder.isEmpty);
    if (!captures || counted.length === 0) return;
    this.#versions = new Map();
    const nowMs = clock.nowMs();
    this.#writtenAtMs = nowMs;
    const time = new Date(nowMs).toISOString();
    try {
      await captures.write(
        counted.map(({ model, version, builder, calls }) => ({
          kind: 'sketch',
          model,
          version,
          time,
          calls,
          features: builder.toSketch(),
        })),
      );
    } catch (error) {
      logger.warn('Counts for drift could not be stored.', { error });
    }
  }
}
