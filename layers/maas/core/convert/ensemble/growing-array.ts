type Numbers = Float64Array | Int32Array | Uint8Array;

/** A typed array that grows: a number takes its own bytes and no object. */
export class GrowingArray<T extends Numbers> {
  #values: T;
  #length = 0;
  readonly #create: (length: number) => T;

  constructor(create: (length: number) => T, capacity = 1024) {
    this.#create = create;
    this.#values = create(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = this.#create(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  /** The numbers that were pushed so far, without a copy. */
  view(): T {
    return this.#values.subarray(0, this.#length) as T;
  }
}

export const doubles = (capacity?: number): GrowingArray<Float64Array> =>
  new GrowingArray((length) => new Float64Array(length), capacity);
export const integers = (capacity?: number): GrowingArray<Int32Array> =>
  new GrowingArray((length) => new Int32Array(length), capacity);
export const octets = (capacity?: number): GrowingArray<Uint8Array> =>
  new GrowingArray((length) => new Uint8Array(length), capacity);
