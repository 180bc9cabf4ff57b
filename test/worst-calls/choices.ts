/**
 * Numbers from 0 to 1 that decide all that is drawn of a body: kept, they draw it again; changed,
 * one like it.
 */
export class Choices {
  readonly made: number[] = [];
  readonly #given: readonly number[];
  readonly #next: () => number;

  constructor(next: () => number, given: readonly number[] = []) {
    this.#next = next;
    this.#given = given;
  }

  draw(): number {
    const choice = this.#given[this.made.length] ?? this.#next();
    this.made.push(choice);
    return choice;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.min(Math.floor(this.draw() * items.length), items.length - 1)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }

  /** A whole number; small ones as often as large ones, and both ends often. */
  size(least: number, most: number): number {
    const choice = this.draw() * 1.2 - 0.1;
    return Math.round(least - 1 + (most - least + 1) ** Math.min(1, Math.max(0, choice)));
  }
}
