import { hash } from 'node:crypto';
import { LIMITS } from '../../contract/limits.ts';
import { listHidden, type HiddenFields } from './hidden-fields.ts';

/** Stands in place of a value. */
const REDACTED = '[redacted]';
/**
 * Characters from which on a redacted text is looked for in other texts: a shorter one, as "m" or
 * "42", stands in nearly all of them.
 */
const TELLING_LENGTH = 4;

/** A part that is larger than it may be, or that would take too long to make safe. */
export class UncapturableError extends Error {
  override readonly name = 'UncapturableError';
}

/**
 * Makes plain JSON of what came and what was answered: bytes and long texts become their hash,
 * hidden fields go, and what stood in them is taken out of every other text too.
 */
export class Redactor {
  readonly #hidden: HiddenFields;
  readonly #secrets = new Set<string>();

  constructor(hidden: HiddenFields) {
    this.#hidden = hidden;
  }

  /** Remembers what stands in the hidden fields, before anything is shown. */
  learn(value: unknown, isHidden = false): void {
    if (isHidden && (typeof value === 'string' || typeof value === 'number')) {
      if (value !== '') this.#secrets.add(String(value));
      if (this.#secrets.size > LIMITS.capturedSecrets) throw new UncapturableError();
    }
    for (const [, child, isChildHidden] of listHidden(value, this.#hidden)) {
      this.learn(child, isHidden || isChildHidden);
    }
  }

  /**
   * Shows what a caller sent, without its hidden fields.
   * @throws UncapturableError
   */
  showInputs(value: unknown): unknown {
    return this.#show(value, (text) => this.#blank(text));
  }

  /**
   * Shows what a model answered, which may quote what it was sent.
   * @param labels its classes: words that it knows by itself
   * @throws UncapturableError
   */
  showOutputs(value: unknown, labels: ReadonlySet<unknown>): unknown {
    return this.#show(value, (text) =>
      !labels.has(text) && this.#isQuoted(text) ? REDACTED : this.#blank(text),
    );
  }

  #show(value: unknown, showText: (text: string) => string): unknown {
    let leftBytes: number = LIMITS.capturePartBytes;
    const spend = (sizeBytes: number): void => {
      leftBytes -= sizeBytes;
      if (leftBytes < 0) throw new UncapturableError();
    };
    const show = (part: unknown): unknown => {
      if (typeof part === 'string') {
        if (part.length > LIMITS.capturedTextLength) return toTextHash(part, spend);
        const shown = showText(part);
        spend(Buffer.byteLength(shown) + 2);
        return shown;
      }
      spend(8);
      if (typeof part === 'bigint') {
        return Number.isSafeInteger(Number(part)) ? Number(part) : String(part);
      }
      if (part instanceof Uint8Array) return { sha256: hash('sha256', part), bytes: part.length };
      if (ArrayBuffer.isView(part)) return toNumbers(part, spend);
      if (typeof part !== 'object' || part === null) return part;
      const shown = listHidden(part, this.#hidden).map(([key, child, isHidden]) => {
        spend(key.length + 3);
        return [key, isHidden ? REDACTED : show(child)] as const;
      });
      return Array.isArray(part) ? shown.map(([, child]) => child) : Object.fromEntries(shown);
    };
    return show(value);
  }

  #blank(text: string): string {
    let shown = text;
    for (const secret of this.#secrets) {
      if (secret.length >= TELLING_LENGTH) shown = shown.replaceAll(secret, REDACTED);
    }
    return shown;
  }

  #isQuoted(text: string): boolean {
    return [...this.#secrets].some((secret) => secret.includes(text) || text === secret);
  }
}

function toTextHash(text: string, spend: (sizeBytes: number) => void): object {
  spend(100);
  return { sha256: hash('sha256', text), characters: text.length };
}

function toNumbers(view: ArrayBufferView, spend: (sizeBytes: number) => void): unknown[] {
  const numbers = view as unknown as ArrayLike<number | bigint>;
  spend(numbers.length * 8);
  return Array.from(numbers, (value) => (typeof value === 'bigint' ? Number(value) : value));
}
