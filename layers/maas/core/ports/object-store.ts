import type { MultipartUploads } from './multipart-uploads.ts';
import type { PresignedPut } from './presigned-put.ts';

/** Chunks of bytes as they arrive. */
export type ByteStream = AsyncIterable<Uint8Array>;

export interface ByteRange {
  /** Offset of the first byte. */
  readonly start: number;
  readonly lengthBytes: number;
}

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

export interface ObjectHead {
  readonly sizeBytes: number;
  readonly etag: string;
  /** Hexadecimal, where the store knows the checksum of the whole object. */
  readonly sha256?: string;
}

/**
 * The part of the registry's store that `predict` needs. An absent object is `undefined`, any other
 * failure throws.
 */
export interface ObjectReader {
  /** A small object, whole; `'unchanged'` when its ETag is still `ifNoneMatch`. */
  get(
    key: string,
    options?: { ifNoneMatch?: string },
  ): Promise<StoredObject | 'unchanged' | undefined>;
  /**
   * Reads a range of a large object into memory that the caller has, of as many bytes as it has
   * room for.
   * @returns how many the store had for it: fewer where the object ends before, and not read where
   *   they are more; undefined when there is no object
   * @throws RangeError for an empty range
   */
  readInto(key: string, start: number, target: Uint8Array): Promise<number | undefined>;
  /** Begins to connect, where a connection is needed. */
  connect?(): Promise<void>;
  /** Closes the connections that wait: the next read opens one, to another machine maybe. */
  disconnect?(): void;
  /** The objects as files, if the store is on this machine's disk. */
  readonly local?: LocalReader;
}

/**
 * Objects that become files without their bytes being copied. Neither may be changed afterwards. The
 * answer is false where that cannot be, as across disks: then the bytes have to travel.
 */
export interface LocalReader {
  /** Puts the object with this SHA-256 at a path too, where nothing is yet. */
  expose(key: string, path: string, sha256: string): Promise<boolean>;
}

/** The same the other way round: files become objects too. */
export interface LocalObjects extends LocalReader {
  /** Makes a file the object too. @param sha256 of its bytes, as the caller found it */
  adopt(key: string, path: string, sha256: string): Promise<boolean>;
}

export interface GetOptions {
  /** The ETag that the caller has; `'unchanged'` is answered when it is still so. */
  readonly ifNoneMatch?: string;
  /** Bytes that are read of an object. @default - all */
  readonly mostBytes?: number;
}

export interface PutOptions {
  /** Only if there is no such object: else `PreconditionFailedError`. */
  readonly ifAbsent?: true;
  /**
   * Only if the object's ETag is still this one: else `PreconditionFailedError`, also when it is
   * gone.
   */
  readonly ifMatch?: string;
  readonly contentType?: string;
}

export interface PresignOptions {
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly expiresInSeconds: number;
}

export interface ListOptions {
  /** Keys up to and including this one are left out. */
  readonly startAfter?: string;
  /** At most this many (default and most: 1000). */
  readonly limit?: number;
  /** Answers the distinct `<prefix>…<delimiter>` beginnings in place of keys. */
  readonly delimiter?: '/';
}

export interface ObjectPage {
  /** Keys, or beginnings of keys where a delimiter was given, in the order of their UTF-8 bytes. */
  readonly keys: readonly string[];
  /** True if there are more after the last one. */
  readonly isTruncated: boolean;
}

/**
 * A strongly consistent store of objects with compare-and-swap, as S3 is one.
 * A put is whole or not at all; a reader never sees half of one.
 */
export interface ObjectStore extends ObjectReader {
  /** @throws ObjectTooLargeError before its bytes are read */
  get(key: string, options?: GetOptions): Promise<StoredObject | 'unchanged' | undefined>;
  /** A large object's bytes, or those of one range. */
  stream(key: string, range?: ByteRange): Promise<ByteStream | undefined>;
  head(key: string): Promise<ObjectHead | undefined>;
  /** @returns the ETag of what was written. @throws PreconditionFailedError */
  put(key: string, body: Uint8Array | ByteStream, options?: PutOptions): Promise<string>;
  list(prefix: string, options?: ListOptions): Promise<ObjectPage>;
  /** Deleting what is absent is no error. */
  delete(key: string): Promise<void>;
  presignPut(key: string, options: PresignOptions): Promise<PresignedPut>;
  readonly multipart: MultipartUploads;
  readonly local?: LocalObjects;
}
