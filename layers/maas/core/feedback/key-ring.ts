import type { Stopwatch } from '../ports/clock.ts';
import type { PredictionKeys } from '../ports/prediction-keys.ts';

/** Keys are read again after `TRUST_MS`, and never sooner than after `SOONEST_MS`. */
const TRUST_MS = 15 * 60_000;
const SOONEST_MS = 10_000;

/**
 * The keys in memory: read when the process starts, again in the background when they are old, and
 * at once for an id that none of them signed.
 */
export class KeyRing {
  readonly #source: PredictionKeys;
  readonly #clock: Stopwatch;
  readonly #onFailure: (error: unknown) => void;
  #keys: readonly Uint8Array[] = [];
  #readAtMs = -Infinity;
  #pending: Promise<void> | undefined;
  readonly #first: Promise<void>;
  #renewal: Promise<void> | undefined;

  constructor(source: PredictionKeys, clock: Stopwatch, onFailure: (error: unknown) => void) {
    this.#source = source;
    this.#clock = clock;
    this.#onFailure = onFailure;
    this.#first = this.#refresh();
  }

  /**
   * The key that signs; undefined where none can be read. It waits for the first read, and that of
   * a renewal, alone.
   */
  async current(): Promise<Uint8Array | undefined> {
    const ageMs = this.#clock.monotonicMs() - this.#readAtMs;
    if (ageMs > (this.#keys.length > 0 ? TRUST_MS : SOONEST_MS)) void this.#refresh();
    if (this.#keys.length === 0) await this.#first;
    if (this.#renewal) await this.#renewal;
    return this.#keys[0];
  }

  /** Reads them again, whatever their age; those of before are used where that fails. */
  renew(): void {
    const before = this.#pending ?? Promise.resolve();
    const renewal = before
      .then(() => this.#refresh())
      .finally(() => {
        if (this.#renewal === renewal) this.#renewal = undefined;
      });
    this.#renewal = renewal;
  }

  /** All that are good. @param fresh read again, where they were not just read */
  async list({ fresh = false } = {}): Promise<readonly Uint8Array[]> {
    const ageMs = this.#clock.monotonicMs() - this.#readAtMs;
    if (ageMs > (fresh ? SOONEST_MS : TRUST_MS)) void this.#refresh();
    if (fresh || this.#keys.length === 0) await this.#pending;
    return this.#keys;
  }

  #refresh(): Promise<void> {
    this.#readAtMs = this.#clock.monotonicMs();
    this.#pending ??= this.#source
      .read()
      .then(
        (keys) => {
          this.#keys = keys;
        },
        (error: unknown) => {
          this.#onFailure(error);
        },
      )
      .finally(() => {
        this.#pending = undefined;
      });
    return this.#pending;
  }
}
