import { push, replaceFirst } from '../../heap.ts';

interface Entry<T> {
  readonly score: number;
  readonly order: number;
  readonly item: T;
}

/**
 * The best of what is offered, of equal ones those that came first: a heap with the worst of them
 * on top.
 */
export class BestScores<T> {
  readonly #most: number;
  readonly #heap: Entry<T>[] = [];
  #offered = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Tells whether an item with this score would be kept; NaN is below all. */
  takes(score: number): boolean {
    return this.#heap.length < this.#most || score > (this.#heap[0]?.score ?? Infinity);
  }

  offer(score: number, item: T): void {
    if (!this.takes(score)) return;
    const entry = { score: Number.isNaN(score) ? -Infinity : score, order: this.#offered++, item };
    if (this.#heap.length < this.#most) push(this.#heap, entry, isWorse);
    else replaceFirst(this.#heap, entry, isWorse);
  }

  /** The best first. */
  toSorted(): T[] {
    return this.#heap
      .toSorted((a, b) => b.score - a.score || a.order - b.order)
      .map(({ item }) => item);
  }
}

function isWorse(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.score < b.score || (a.score === b.score && a.order > b.order);
}
