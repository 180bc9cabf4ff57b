import { setLast } from './last-groups.ts';

/**
 * Milliseconds for which a group that has taken an instance along counts as unproven, whatever it
 * answers meanwhile.
 */
const DOUBT_MS = 10 * 60_000;

/** Which groups give their instances back, as far as has been seen. */
export class ProvenGroups {
  /** From when on each is proven; the one that was heard of last stands last. */
  readonly #provenAtMs = new Map<string, number>();
  readonly #nowMs: () => number;

  /** @param nowMs a clock that nobody sets */
  constructor(nowMs = (): number => performance.now()) {
    this.#nowMs = nowMs;
  }

  has(group: string): boolean {
    return this.#nowMs() >= (this.#provenAtMs.get(group) ?? Infinity);
  }

  /** Tells whether it has lately taken an instance along. */
  isDoubted(group: string): boolean {
    return this.#nowMs() < (this.#provenAtMs.get(group) ?? -Infinity);
  }

  /** An instance came back from it. */
  prove(group: string): void {
    setLast(this.#provenAtMs, group, this.#provenAtMs.get(group) ?? 0);
  }

  /** It took an instance along: it hung, or crashed, or was given up. */
  doubt(group: string): void {
    setLast(this.#provenAtMs, group, this.#nowMs() + DOUBT_MS);
  }
}
