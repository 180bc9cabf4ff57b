import { setLast } from './last-groups.ts';

/** The part of a call in the average of its group. */
const NEWEST = 0.2;

/** How long the calls of each group take in one instance, in milliseconds. */
export class CallTimes {
  /** Of each group's, the last ones counting most. */
  readonly #averageMs = new Map<string, number>();

  /** What these will take together, by averages; infinite where nothing is known of one. */
  sum(calls: readonly { readonly group: string }[]): number {
    return calls.reduce((ms, { group }) => ms + (this.#averageMs.get(group) ?? Infinity), 0);
  }

  add(group: string, tookMs: number): void {
    const averageMs = this.#averageMs.get(group) ?? tookMs;
    setLast(this.#averageMs, group, averageMs + NEWEST * (tookMs - averageMs));
  }

  /** From now on none is known. */
  clear(): void {
    this.#averageMs.clear();
  }
}
