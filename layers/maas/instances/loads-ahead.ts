import { FunctionError } from './function-error.ts';

/**
 * The environment that makes a function load models while it starts, until such a start has failed:
 * a model that ends its process as it is loaded may not keep the others' calls from an instance.
 */
export class LoadsAhead {
  readonly #onDrop: (why: Error) => void;
  #environment: Readonly<Record<string, string>>;

  constructor(environment: Readonly<Record<string, string>>, onDrop: (why: Error) => void) {
    this.#environment = environment;
    this.#onDrop = onDrop;
  }

  /** Empty where nothing is loaded ahead, or no longer. */
  get environment(): Readonly<Record<string, string>> {
    return this.#environment;
  }

  /**
   * Told of a start that failed. From then on nothing is loaded ahead.
   * @returns true if that start loaded ahead, so that the next one may succeed
   */
  drop(why: Error): boolean {
    if (!(why instanceof FunctionError) || Object.keys(this.#environment).length === 0) {
      return false;
    }
    this.#environment = {};
    this.#onDrop(why);
    return true;
  }
}
