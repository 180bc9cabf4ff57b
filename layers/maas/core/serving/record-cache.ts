import type { Clock, ObjectReader } from '../ports.ts';
import { parseRecord } from '../registry/record-store.ts';

interface Entry {
  readonly value: unknown;
  readonly etag: string | undefined;
  readonly checkedAtMs: number;
}

export interface RecordCacheOptions {
  /** Milliseconds for which a record is trusted before it is asked for again. */
  readonly ttlMs: number;
  /** Called when the store failed and the last known record answers in its place. */
  readonly onStale: (key: string, error: unknown) => void;
}

/** Records that were read lately: revalidated by their ETag after `ttlMs`, and stale rather than down when the store fails. */
export class RecordCache {
  readonly #reader: ObjectReader;
  readonly #clock: Clock;
  readonly #options: RecordCacheOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Promise<Entry>>();

  constructor(reader: ObjectReader, clock: Clock, options: RecordCacheOptions) {
    this.#reader = reader;
    this.#clock = clock;
    this.#options = options;
  }

  /** undefined when there is no such record; it is not remembered that there was none. */
  async find<T>(key: string): Promise<T | undefined> {
    const entry = this.#entries.get(key);
    if (entry && this.#clock.nowMs() - entry.checkedAtMs < this.#options.ttlMs) return entry.value as T;
    const pending = this.#pending.get(key) ?? this.#refresh(key, entry);
    return (await pending).value as T | undefined;
  }

  #refresh(key: string, known: Entry | undefined): Promise<Entry> {
    const refresh = this.#read(key, known).finally(() => this.#pending.delete(key));
    this.#pending.set(key, refresh);
    return refresh;
  }

  async #read(key: string, known: Entry | undefined): Promise<Entry> {
    const checkedAtMs = this.#clock.nowMs();
    try {
      const object = await this.#reader.get(key, known?.etag === undefined ? {} : { ifNoneMatch: known.etag });
      if (object === undefined) {
        this.#entries.delete(key);
        return { value: undefined, etag: undefined, checkedAtMs };
      }
      const entry = object === 'unchanged' ? { ...known, value: known?.value, etag: known?.etag, checkedAtMs } : { value: parseRecord(object.bytes), etag: object.etag, checkedAtMs };
      this.#entries.set(key, entry);
      return entry;
    } catch (error) {
      if (!known) throw error;
      this.#options.onStale(key, error);
      const entry = { ...known, checkedAtMs }; // or every request would wait for a store that is down
      this.#entries.set(key, entry);
      return entry;
    }
  }
}
