import { LIMITS } from '../../contract/limits.ts';
import {
  MaasError,
  ObjectTooLargeError,
  PreconditionFailedError,
  UnreadableRecordError,
} from '../errors.ts';
import type { ObjectStore, StoredObject } from '../ports/object-store.ts';
import { isJsonObject } from '../json/json-object.ts';
import { findRecordOwner } from './keys.ts';
import { LATER_ADVICE, LaterReleaseError } from './later-release-error.ts';
import { findRecordFault, isReadyVersion, toUnreadable } from './record-fault.ts';
import { RECORD_SCHEMA } from './records.ts';

export interface Stored<T> {
  readonly value: T;
  readonly etag: string;
}

/** A change that lost to another is tried so many times in all. */
const UPDATE_ATTEMPTS = 50;
/**
 * Bounds of the wait before another attempt: it doubles each time, and a random share of it is
 * waited, or all would come back together.
 */
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

  /** One that cannot be read, or is of a later release, has what stands for it as its value. */
  async find<T>(key: string): Promise<Stored<T> | undefined> {
    const object = await this.#get(key);
    if (object === undefined) return undefined;
    if ('standIn' in object) return { value: object.standIn as T, etag: object.etag };
    try {
      return { value: parseRecord(key, object.bytes) as T, etag: object.etag };
    } catch (error) {
      if (!(error instanceof LaterReleaseError)) throw error;
      return { value: toUnreadable(key, error.fault, LATER_ADVICE) as T, etag: object.etag };
    }
  }

  /** @throws LaterReleaseError */
  async #findToChange<T>(key: string): Promise<Stored<T> | undefined> {
    const object = await this.#get(key);
    if (object === undefined) return undefined;
    const value = 'standIn' in object ? object.standIn : parseRecord(key, object.bytes);
    return { value: value as T, etag: object.etag };
  }

  /** The record's bytes, or what stands for one that is too large to be read. */
  async #get(
    key: string,
  ): Promise<StoredObject | { readonly standIn: unknown; readonly etag: string } | undefined> {
    try {
      const object = await this.#store.get(key, { mostBytes: LIMITS.readRecordBytes });
      return object === 'unchanged' ? undefined : object;
    } catch (error) {
      if (!(error instanceof ObjectTooLargeError)) throw error;
      const standIn = toUnreadable(key, `has ${error.sizeBytes} bytes`);
      if (!standIn) throw error;
      return { standIn, etag: error.etag };
    }
  }

  /** @returns false when there is a record already */
  async create(key: string, value: object): Promise<boolean> {
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
  async replace(key: string, value: object, etag: string): Promise<string> {
    return this.#store.put(key, encodeRecord(value), {
      ifMatch: etag,
      contentType: 'application/json',
    });
  }

  /**
   * Applies `change` to the newest record, again whenever somebody else's change came first.
   * @param change may throw to leave the record as it is; answering the same object changes nothing
   * @returns the record as it now is; undefined when there is none
   * @throws LaterReleaseError for a record that this release would write wrongly
   */
  async update<T extends object>(
    key: string,
    change: (value: T, etag: string) => T | Promise<T>,
  ): Promise<Stored<T> | undefined> {
    for (let attempt = 0; attempt < UPDATE_ATTEMPTS; attempt++) {
      const stored = await this.#findToChange<T>(key);
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

/**
 * Parses a record; one that cannot be read has what stands for it.
 * @throws LaterReleaseError; Error for what is not JSON and no record
 */
export function parseRecord(key: string, bytes: Uint8Array): unknown {
  try {
    return requireRecord(key, bytes);
  } catch (error) {
    if (!(error instanceof UnreadableRecordError)) throw error;
    return toUnreadable(key, error.fault);
  }
}

/**
 * Parses a record for calls of its model: of one that cannot be read nothing is known, not even who
 * may call, and the store may answer better the next time.
 * @throws LaterReleaseError, UnreadableRecordError; Error for what is not JSON and no record
 */
export function requireRecord(key: string, bytes: Uint8Array): unknown {
  const json = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  const isRecord = findRecordOwner(key) !== undefined;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw isRecord ? new UnreadableRecordError(key, 'is not JSON', { cause: error }) : error;
  }
  if (!isJsonObject(value)) {
    if (isRecord) throw new UnreadableRecordError(key, 'is not a JSON object');
    return value;
  }
  const { schema, ...record } = value;
  if (typeof schema === 'number' && schema > RECORD_SCHEMA) {
    throw new LaterReleaseError(key, schema);
  }
  const fault = findRecordFault(key, record);
  if (fault !== undefined) throw new UnreadableRecordError(key, fault);
  return withoutUnreadable(record);
}

/**
 * A model's record without what it says of versions that another release wrote otherwise: their own
 * records say what is wrong, and the model can still be changed.
 */
function withoutUnreadable(record: Readonly<Record<string, unknown>>): unknown {
  const { served } = record;
  if (!isJsonObject(served) || Object.values(served).every(isReadyVersion)) return record;
  const readable = Object.entries(served).filter(([, version]) => isReadyVersion(version));
  return { ...record, served: Object.fromEntries(readable) };
}

function encodeRecord(value: object): Uint8Array {
  return Buffer.from(JSON.stringify({ schema: RECORD_SCHEMA, ...value }));
}
