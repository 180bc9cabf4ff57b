/** Upper bounds in seconds: from what a small table takes to the longest that a prediction may. */
const BOUNDS_SECONDS = [
  0.001,
  0.0025,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
  10,
  30,
  120,
  Infinity,
] as const;

/** Values counted in classes, with their number and sum. */
export class Histogram {
  readonly #counts = BOUNDS_SECONDS.map(() => 0);
  #sum = 0;

  record(value: number): void {
    const place = BOUNDS_SECONDS.findIndex((bound) => value <= bound);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#sum += value;
  }

  get sum(): number {
    return this.#sum;
  }

  get count(): number {
    return this.#counts.reduce((total, count) => total + count, 0);
  }

  /** Counts the values that are at most each bound. */
  listCumulative(): [bound: number, count: number][] {
    let total = 0;
    return BOUNDS_SECONDS.map((bound, place) => [bound, (total += this.#counts[place] ?? 0)]);
  }
}
