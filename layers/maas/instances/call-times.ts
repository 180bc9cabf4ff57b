import { setLast } from './last-groups.ts';

/** The weight of the newest call in its group's moving average. */
const NEWEST = 0.2;

/** How long the calls of each group take in one instance, in milliseconds. */
export class CallTimes {
  /** The moving average of each group's calls. */
  readonly #averageMs = new Map<string, number>();

  /** Milliseconds that calls will take together; infinite where a group of theirs is not known. */
  sum(calls: readonly { readonly group: string }[]): number {
    return calls.reduce((ms, { group }) => ms + (this.#averageMs.get(group) ?? Infinity), 0);
  }

  add(group: string, tookMs: number): void {
    const averageMs = this.#averageMs.get(group) ?? tookMs;
    setLast(this.#averageMs, group, averageMs + NEWEST * (tookMs - averageMs));
  }

  /** Forgets every group. */
  clear(): void {
    this.#averageMs.clear();
  }
}
