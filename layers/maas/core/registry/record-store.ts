import { MaasError, PreconditionFailedError } from '../errors.ts';
import type { ObjectStore } from '../ports.ts';

export interface Stored<T> {
  readonly value: T;
  readonly etag: string;
}

/** How often a change is tried again after somebody else's came first. */
const UPDATE_ATTEMPTS = 50;

/** JSON records in the store, changed by compare-and-swap only. */
export class RecordStore {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  async find<T>(key: string): Promise<Stored<T> | undefined> {
    const object = await this.#store.get(key);
    if (object === undefined || object === 'unchanged') return undefined;
    return { value: parseRecord(object.bytes) as T, etag: object.etag };
  }

  /** @returns false when there is a record already */
  async create(key: string, value: unknown): Promise<boolean> {
    try {
      await this.#store.put(key, encodeRecord(value), { ifAbsent: true, contentType: 'application/json' });
      return true;
    } catch (error) {
      if (error instanceof PreconditionFailedError) return false;
      throw error;
    }
  }

  /** @throws PreconditionFailedError when the record is not what it was */
  async replace(key: string, value: unknown, etag: string): Promise<string> {
    return this.#store.put(key, encodeRecord(value), { ifMatch: etag, contentType: 'application/json' });
  }

  /**
   * Applies `change` to the newest record, again whenever somebody else's change came first.
   * @param change may throw to leave the record as it is; answering the same object changes nothing
   * @returns the record as it now is; undefined when there is none
   */
  async update<T>(key: string, change: (value: T, etag: string) => T | Promise<T>): Promise<Stored<T> | undefined> {
    for (let attempt = 0; attempt < UPDATE_ATTEMPTS; attempt++) {
      const stored = await this.find<T>(key);
      if (!stored) return undefined;
      const value = await change(stored.value, stored.etag);
      if (value === stored.value) return stored;
      try {
        return { value, etag: await this.replace(key, value, stored.etag) };
      } catch (error) {
        if (!(error instanceof PreconditionFailedError)) throw error;
      }
    }
    throw new MaasError('CONFLICT', `'${key}' is being changed by too many callers at once; try again.`);
  }
}

export function parseRecord(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
}

function encodeRecord(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value, undefined, 1));
}
