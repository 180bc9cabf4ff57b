/** Milliseconds of calls which are so short that others may wait behind them. */
export const BRISK_MS = 10;
/** The part of a call in the average of its group. */
const NEWEST = 0.2;

/** How long the calls of each group take in one instance. */
export class BriskGroups {
  /** Milliseconds on average, the last calls most. */
  readonly #callMs = new Map<string, number>();

  has(group: string): boolean {
    return (this.#callMs.get(group) ?? Infinity) < BRISK_MS;
  }

  add(group: string, tookMs: number): void {
    const averageMs = this.#callMs.get(group) ?? tookMs;
    this.#callMs.set(group, averageMs + NEWEST * (tookMs - averageMs));
  }

  /** From now on none is known to be. */
  clear(): void {
    this.#callMs.clear();
  }
}
