/**
 * Lines for the log that leave together with the next answer, in one write: of their own they would
 * cost more than to make them does. They are never later than that answer, nor than the next moment
 * in which there is nothing to do.
 */
export class LineQueue {
  /** Called when lines wait and no answer took them along. */
  onLate: () => void = () => undefined;
  #text = '';

  readonly write = (line: string): void => {
    if (this.#text === '') {
      setImmediate(() => {
        if (this.#text !== '') this.onLate();
      });
    }
    this.#text += line;
  };

  /** All of them; empty where there is none. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}
