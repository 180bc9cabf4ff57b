import { LIMITS } from '../../contract/limits.ts';
import { MaasError, ObjectTooLargeError, PreconditionFailedError } from '../errors.ts';
import type { ObjectStore, StoredObject } from '../ports.ts';
import { findRecordFault, toUnreadable } from './record-fault.ts';

export interface Stored<T> {
  readonly value: T;
  readonly etag: string;
}

/** How often a change is tried again after somebody else's came first. */
const UPDATE_ATTEMPTS = 50;
/** What is waited before another attempt, at most: twice as long each time, and of that a random share, or all would come back together. */
const FIRST_WAIT_MS = 4;
const LONGEST_WAIT_MS = 250;

export type Sleep = (ms: number) => Promise<void>;

export interface RecordStoreOptions {
  readonly sleep: Sleep;
  /** From 0 to below 1. */
  readonly random: () => number;
}

const NO_WAITING: RecordStoreOptions = { sleep: () => Promise.resolve(), random: () => 1 };

/** JSON records in the store, changed by compare-and-swap only. */
export class RecordStore {
  readonly #store: ObjectStore;
  readonly #options: RecordStoreOptions;

  constructor(store: ObjectStore, options: RecordStoreOptions = NO_WAITING) {
    this.#store = store;
    this.#options = options;
  }

  /** One that cannot be read has what stands for it as its value. */
  async find<T>(key: string): Promise<Stored<T> | undefined> {
    try {
      const object = await this.#store.get(key, { mostBytes: LIMITS.readRecordBytes });
      return object === undefined || object === 'unchanged'
        ? undefined
        : readRecord<T>(key, object);
    } catch (error) {
      if (!(error instanceof ObjectTooLargeError)) throw error;
      const value = toUnreadable(key, `has ${error.sizeBytes} bytes`);
      if (!value) throw error;
      return { value: value as T, etag: error.etag };
    }
  }

  /** @returns false when there is a record already */
  async create(key: string, value: unknown): Promise<boolean> {
    try {
      await this.#store.put(key, encodeRecord(value), {
        ifAbsent: true,
        contentType: 'application/json',
      });
      return true;
    } catch (error) {
      if (error instanceof PreconditionFailedError) return false;
      throw error;
    }
  }

  /** @throws PreconditionFailedError when the record is not what it was */
  async replace(key: string, value: unknown, etag: string): Promise<string> {
    return this.#store.put(key, encodeRecord(value), {
      ifMatch: etag,
      contentType: 'application/json',
    });
  }

  /**
   * Applies `change` to the newest record, again whenever somebody else's change came first.
   * @param change may throw to leave the record as it is; answering the same object changes nothing
   * @returns the record as it now is; undefined when there is none
   */
  async update<T>(
    key: string,
    change: (value: T, etag: string) => T | Promise<T>,
  ): Promise<Stored<T> | undefined> {
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
      await this.#backOff(attempt);
    }
    throw new MaasError(
      'CONFLICT',
      `'${key}' is being changed by too many callers at once; try again.`,
    );
  }

  async #backOff(attempt: number): Promise<void> {
    const { sleep, random } = this.#options;
    await sleep(random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt));
  }
}

function readRecord<T>(key: string, { bytes, etag }: StoredObject): Stored<T> {
  try {
    const value = parseRecord(bytes);
    const fault = findRecordFault(key, value);
    return { value: (fault === undefined ? value : toUnreadable(key, fault)) as T, etag };
  } catch (error) {
    const value = toUnreadable(key, 'is no JSON');
    if (!value) throw error;
    return { value: value as T, etag };
  }
}

export function parseRecord(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
}

function encodeRecord(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
