interface Entry<T> {
  readonly value: Promise<T>;
  readonly sizeBytes: number;
  /** Holders, those who wait for it included; it stays while there is one. */
  users: number;
}

/** The right to use a value until it is released. */
export interface Lease<T> {
  readonly value: Promise<T>;
  /** True if it is made for this lease, as nobody had asked for it before. */
  readonly isNew: boolean;
  /** Ends the lease; a second call does nothing. */
  readonly release: () => void;
}

/**
 * Values that several use at once: made once for all who ask, and given up above a budget, the
 * least recently used first, never one that is in use.
 */
export class LeaseCache<T> {
  readonly #budgetBytes: number;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry<T>>();

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  get isOverBudget(): boolean {
    return this.#countBytes() > this.#budgetBytes;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** Tells whether so much more is within the budget, with all that there is. */
  hasRoom(sizeBytes: number): boolean {
    return this.#countBytes() + sizeBytes <= this.#budgetBytes;
  }

  /** If `make` fails, the next who asks makes the value anew. */
  lease(id: string, sizeBytes: number, make: () => Promise<T>): Lease<T> {
    const known = this.#entries.get(id);
    const entry = known ?? { value: make(), sizeBytes, users: 0 };
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    if (!known) {
      entry.value.catch(() => {
        this.#forget(id, entry);
      });
    }
    entry.users++;
    let isHeld = true;
    const release = (): void => {
      if (isHeld) entry.users--;
      isHeld = false;
    };
    return { value: entry.value, isNew: !known, release };
  }

  /**
   * Gives up unused values until the others are within the budget.
   * @param fewest how many stay even above it
   * @returns those given up, for the caller to tidy away
   */
  evict(fewest = 0): (readonly [id: string, value: Promise<T>])[] {
    const evicted: (readonly [id: string, value: Promise<T>])[] = [];
    let total = this.#countBytes();
    for (const [id, { users, sizeBytes, value }] of this.#entries) {
      if (total <= this.#budgetBytes || this.#entries.size <= fewest) break;
      if (users > 0) continue;
      this.#entries.delete(id);
      total -= sizeBytes;
      evicted.push([id, value]);
    }
    return evicted;
  }

  #forget(id: string, entry: Entry<T>): void {
    if (this.#entries.get(id) === entry) this.#entries.delete(id);
  }

  #countBytes(): number {
    return [...this.#entries.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }
}
