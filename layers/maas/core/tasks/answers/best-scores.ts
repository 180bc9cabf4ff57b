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
    if (this.#heap.length < this.#most) this.#rise(entry);
    else this.#sink(entry);
  }

  /** The best first. */
  toSorted(): T[] {
    return this.#heap
      .toSorted((a, b) => b.score - a.score || a.order - b.order)
      .map(({ item }) => item);
  }

  #rise(entry: Entry<T>): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    for (
      let parent = (at - 1) >> 1;
      at > 0 && isWorse(entry, heap[parent] ?? entry);
      parent = (at - 1) >> 1
    ) {
      heap[at] = heap[parent] ?? entry;
      at = parent;
    }
    heap[at] = entry;
  }

  #sink(entry: Entry<T>): void {
    const heap = this.#heap;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && isWorse(heap[child + 1] ?? entry, heap[child] ?? entry)) {
        child++;
      }
      const worse = heap[child] ?? entry;
      if (!isWorse(worse, entry)) break;
      heap[at] = worse;
      at = child;
    }
    heap[at] = entry;
  }
}

function isWorse(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.score < b.score || (a.score === b.score && a.order > b.order);
}
