/**
 * The stages of a prediction, in their order. `load` is all of what a cold start waits for:
 * `download` and `create` are its parts, and the tokenizer is read between them.
 */
export const STAGES = [
  'decode',
  'load',
  'download',
  'create',
  'queue',
  'inference',
  'encode',
] as const;
export type Stage = (typeof STAGES)[number];

/** Milliseconds of a stopwatch; a stage that is entered again goes on in the same span. */
export interface StageSpan {
  readonly stage: Stage;
  readonly startMs: number;
  readonly endMs: number;
  /** The time that it took in all: less than from start to end where other stages came between. */
  readonly durationMs: number;
}

/** The times of the stages of one prediction. */
export class StageTimes {
  readonly #spans = new Map<Stage, StageSpan>();

  add(stage: Stage, startMs: number, endMs: number): void {
    const known = this.#spans.get(stage);
    this.#spans.set(stage, {
      stage,
      startMs: known?.startMs ?? startMs,
      endMs,
      durationMs: (known?.durationMs ?? 0) + endMs - startMs,
    });
  }

  /** Milliseconds; undefined for a stage that did not happen. */
  find(stage: Stage): number | undefined {
    return this.#spans.get(stage)?.durationMs;
  }

  /** Those that happened, in the order of `STAGES`. */
  list(): StageSpan[] {
    return STAGES.flatMap((stage) => this.#spans.get(stage) ?? []);
  }
}
