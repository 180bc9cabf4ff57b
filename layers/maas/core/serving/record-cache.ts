import type { Clock, Stopwatch } from '../ports/clock.ts';
import type { ObjectReader } from '../ports/object-store.ts';
import { StoreUnavailableError } from '../errors.ts';
import type { RecordReader } from './resolve-version.ts';

/** When a record was asked for, by both clocks. */
interface Moment {
  readonly nowMs: number;
  readonly monotonicMs: number;
}

const NEVER: Moment = { nowMs: -Infinity, monotonicMs: -Infinity };

interface Entry {
  readonly value: unknown;
  readonly etag: string | undefined;
  readonly asOf: Moment;
}

interface Refresh {
  readonly entry: Promise<Entry>;
  readonly asOf: Moment;
}

export interface RecordCacheOptions {
  /** Milliseconds for which a record is trusted before it is asked for again. */
  readonly ttlMs: number;
  /** Called when the store failed and the last known record answers in its place. */
  readonly onStale: (key: string, error: unknown) => void;
  /** Reads a record. @default - as JSON, whatever is in it */
  readonly parse?: (key: string, bytes: Uint8Array) => unknown;
}

/**
 * Records that were read lately: revalidated by their ETag after `ttlMs`, and stale rather than
 * down when the store fails. Nobody is answered by a read that began `ttlMs` or longer before he
 * asked, so who changes a record knows when it is seen.
 */
export class RecordCache implements RecordReader {
  /** Asks the store in any case: for what is about to be refused. */
  readonly fresh: RecordReader = { find: async <T>(key: string) => this.#ask<T>(key) };
  readonly #reader: ObjectReader;
  readonly #clock: Clock & Stopwatch;
  readonly #options: RecordCacheOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Refresh>();

  constructor(reader: ObjectReader, clock: Clock & Stopwatch, options: RecordCacheOptions) {
    this.#reader = reader;
    this.#clock = clock;
    this.#options = options;
  }

  /** undefined when there is no such record; it is not remembered that there was none. */
  async find<T>(key: string): Promise<T | undefined> {
    const entry = this.#entries.get(key);
    if (entry && this.#isRecent(entry.asOf)) return entry.value as T;
    const pending = this.#pending.get(key);
    if (pending && this.#isRecent(pending.asOf)) {
      return (await pending.entry).value as T | undefined;
    }
    return this.#ask(key);
  }

  /** From now on nobody is answered by what was read before. */
  distrust(): void {
    for (const [key, entry] of this.#entries) this.#entries.set(key, { ...entry, asOf: NEVER });
    this.#pending.clear();
  }

  /** The next reader of a record has all of it read anew, as if none of it were known. */
  doubt(key: string): void {
    const entry = this.#entries.get(key);
    if (entry) this.#entries.set(key, { ...entry, etag: undefined, asOf: NEVER });
    this.#pending.delete(key);
  }

  async #ask<T>(key: string): Promise<T | undefined> {
    const asOf = this.#look();
    const refresh = { asOf, entry: this.#read(key, this.#entries.get(key), asOf) };
    this.#pending.set(key, refresh);
    try {
      return (await refresh.entry).value as T | undefined;
    } finally {
      if (this.#pending.get(key) === refresh) this.#pending.delete(key);
    }
  }

  /**
   * The clock of the day may be set back, and the steady one stands still while an instance is
   * frozen: a record is recent by both.
   */
  #isRecent({ nowMs, monotonicMs }: Moment): boolean {
    const now = this.#look();
    if (now.monotonicMs - monotonicMs >= this.#options.ttlMs) return false;
    // eslint-disable-next-line no-restricted-syntax -- beside the steady clock, never in its place
    return Math.abs(now.nowMs - nowMs) < this.#options.ttlMs;
  }

  #look(): Moment {
    return { nowMs: this.#clock.nowMs(), monotonicMs: this.#clock.monotonicMs() };
  }

  async #read(key: string, known: Entry | undefined, asOf: Moment): Promise<Entry> {
    try {
      const object = await this.#reader
        .get(key, known?.etag === undefined ? {} : { ifNoneMatch: known.etag })
        .catch((error: unknown) => {
          throw known ? error : StoreUnavailableError.from(error);
        });
      if (object === undefined) return this.#forget(key, asOf);
      if (object !== 'unchanged') {
        return this.#keep(key, { value: this.#parse(key, object.bytes), etag: object.etag, asOf });
      }
      return this.#keep(key, { value: known?.value, etag: known?.etag, asOf });
    } catch (error) {
      if (!known) throw error;
      this.#options.onStale(key, error);
      // Or every request would wait for a store that is down.
      return this.#keep(key, { ...known, asOf });
    }
  }

  #parse(key: string, bytes: Uint8Array): unknown {
    return (
      this.#options.parse?.(key, bytes) ?? (JSON.parse(Buffer.from(bytes).toString()) as unknown)
    );
  }

  /** A read that took long must not take the place of one that began later. */
  #keep(key: string, entry: Entry): Entry {
    if (!this.#hasNewer(key, entry.asOf)) this.#entries.set(key, entry);
    return entry;
  }

  #forget(key: string, asOf: Moment): Entry {
    if (!this.#hasNewer(key, asOf)) this.#entries.delete(key);
    return { value: undefined, etag: undefined, asOf };
  }

  #hasNewer(key: string, { monotonicMs }: Moment): boolean {
    return (this.#entries.get(key)?.asOf.monotonicMs ?? -Infinity) > monotonicMs;
  }
}
