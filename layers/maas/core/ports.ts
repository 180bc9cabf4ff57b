import type { MetricName, Dimension } from '../contract/metrics.ts';
import type { Signature, Tensors } from './tensor.ts';

/** The time of day: for dates, and for what expires. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
}

/** For durations: it runs evenly, whatever is done to the time of day. */
export interface Stopwatch {
  /** Milliseconds, with their fractions, since a moment that means nothing. */
  monotonicMs(): number;
}

export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
export type LogFields = Readonly<Record<string, unknown>>;

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

/** What `predict` needs of the registry's store. An absent object is `undefined`, any other failure throws. */
export interface ObjectReader {
  /** A small object, whole; `'unchanged'` when its ETag is still `ifNoneMatch`. */
  get(
    key: string,
    options?: { ifNoneMatch?: string },
  ): Promise<StoredObject | 'unchanged' | undefined>;
  /** A large object's bytes, or those of one range. */
  stream(key: string, range?: ByteRange): Promise<ByteStream | undefined>;
  /** Of a store on this machine's disk. */
  readonly local?: LocalObjects;
}

/**
 * Objects that become files and files that become objects without their bytes being copied. Neither may be changed afterwards.
 * Each answers false where that cannot be, as across disks: then the bytes have to travel.
 */
export interface LocalObjects {
  /** Makes a file the object too. @param sha256 of its bytes, as the caller found it */
  adopt(key: string, path: string, sha256: string): Promise<boolean>;
  /** Puts the object with this SHA-256 at a path too, where nothing is yet. */
  expose(key: string, path: string, sha256: string): Promise<boolean>;
}

export interface GetOptions {
  /** What the caller has; `'unchanged'` is answered when it is still so. */
  readonly ifNoneMatch?: string;
  /** Bytes that are read of an object. @default - all */
  readonly mostBytes?: number;
}

export interface PutOptions {
  /** Only if there is no such object: else `PreconditionFailedError`. */
  readonly ifAbsent?: true;
  /** Only if the object's ETag is still this one: else `PreconditionFailedError`, also when it is gone. */
  readonly ifMatch?: string;
  readonly contentType?: string;
}

export interface PresignOptions {
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly expiresInSeconds: number;
}

/** A request that a client makes by itself: exactly these bytes, under a key that does not exist yet. */
export interface PresignedPut {
  readonly method: 'PUT';
  readonly url: string;
  /** To be sent exactly so. */
  readonly headers: Readonly<Record<string, string>>;
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
  /** Whether there are more after the last one. */
  readonly isTruncated: boolean;
}

/** An upload in parts that is under way. */
export interface MultipartUpload {
  readonly key: string;
  /** The store's own name for it. */
  readonly uploadId: string;
}

/** A stretch of an object; parts follow each other by their numbers, from 1 on. */
export interface Part {
  readonly partNumber: number;
  readonly sizeBytes: number;
}

export interface UploadedPart extends Part {
  readonly etag: string;
}

/**
 * Objects that come in parts, each by a request of its own: in any order, at the same time, again after a failure. Under the key there is nothing
 * before they are complete, and then all of it. No store knows the SHA-256 of such an object: whoever reads it whole has to check it.
 */
export interface MultipartUploads {
  start(key: string): Promise<MultipartUpload>;
  /** A PUT of exactly so many bytes. */
  presignPart(upload: MultipartUpload, part: Part, expiresInSeconds: number): Promise<PresignedPut>;
  /** Those that have come, by their numbers; undefined when the upload is not under way any more. */
  listParts(upload: MultipartUpload): Promise<readonly UploadedPart[] | undefined>;
  /**
   * Makes the object of these parts, each of which has 5 MiB or more but for the last.
   * @throws PreconditionFailedError when there is such an object, the upload is not under way any more, or a part is not what it was
   */
  complete(upload: MultipartUpload, parts: readonly UploadedPart[]): Promise<void>;
  /** Aborting what is not under way is no error. */
  abort(upload: MultipartUpload): Promise<void>;
}

/**
 * A strongly consistent store of objects with compare-and-swap, as S3 is one.
 * A put is whole or not at all; a reader never sees half of one.
 */
export interface ObjectStore extends ObjectReader {
  /** @throws ObjectTooLargeError before its bytes are read */
  get(key: string, options?: GetOptions): Promise<StoredObject | 'unchanged' | undefined>;
  head(key: string): Promise<ObjectHead | undefined>;
  /** @returns the ETag of what was written. @throws PreconditionFailedError */
  put(key: string, body: Uint8Array | ByteStream, options?: PutOptions): Promise<string>;
  list(prefix: string, options?: ListOptions): Promise<ObjectPage>;
  /** Deleting what is absent is no error. */
  delete(key: string): Promise<void>;
  presignPut(key: string, options: PresignOptions): Promise<PresignedPut>;
  readonly multipart: MultipartUploads;
}

/** A local file's bytes, read at once where they are needed. */
export interface FileBytes {
  readonly sizeBytes: number;
  /** @returns exactly these bytes. @throws RangeError beyond the end */
  read(offset: number, lengthBytes: number): Uint8Array;
}

/** One model, loaded. `run` may be called again before an earlier call has ended. */
export interface ModelSession {
  readonly signature: Signature;
  /**
   * @param outputs names of the outputs wanted
   * @throws ModelRefusedInputError when the model cannot take these inputs
   */
  run(inputs: Tensors, outputs: readonly string[]): Promise<Tensors>;
  release(): Promise<void>;
}

export interface ModelRuntime {
  /** @param path the model's file, its external data beside it. @throws ModelLoadError */
  load(path: string): Promise<ModelSession>;
}

/** Bundles as local files, fetched when first asked for. */
export interface BundleCache {
  /** @returns the bundle with all its files, checked against size and SHA-256, to be released once. @throws ModelLoadError */
  fetch(bundle: BundleRef): Promise<BundleFolder>;
}

/** A bundle's files, at hand. */
export interface BundleFolder {
  /** Where ONNX Runtime finds them. */
  readonly path: string;
  /** @param path inside the bundle */
  readText(path: string): Promise<string>;
  /** Nothing uses the files any more, no session either: they may go. */
  release(): void;
}

export interface BundleRef {
  /** Unique among all bundles, fit as a folder's name. */
  readonly id: string;
  /** One that is to have an `ownCopy` must have no second name on the disk. */
  readonly files: readonly {
    readonly key: string;
    readonly path: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly ownCopy?: true;
  }[];
}

/** A picture's pixels: rows from the top, three bytes (red, green, blue) each. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export interface ImageDecoder {
  /**
   * Decodes a JPEG, PNG or WebP as Pillow does: turned as its EXIF says, alpha dropped, colours as they are.
   * @throws MaasError INVALID_REQUEST when the bytes are no such picture, PAYLOAD_TOO_LARGE when it has too many pixels
   */
  decode(bytes: Uint8Array): Promise<Picture>;
}

/** Values of one event, with the dimensions that are known of it. Metrics without a value for one of their dimensions are not emitted. */
export interface MetricEvent {
  readonly values: Partial<Record<MetricName, number | readonly number[]>>;
  readonly dimensions: Partial<Record<Dimension, string>>;
}

export interface MetricSink {
  record(event: MetricEvent): void;
}

/** `Sum`, `SampleCount`, `Average`, `Minimum`, `Maximum` or a percentile as `p99`. */
export type Statistic = 'Sum' | 'SampleCount' | 'Average' | 'Minimum' | 'Maximum' | `p${number}`;

export interface MetricQuery {
  readonly metric: MetricName;
  /** Exactly one of the metric's dimension sets, with values. */
  readonly dimensions: Partial<Record<Dimension, string>>;
  readonly statistic: Statistic;
}

export interface MetricReader {
  /** @returns one number per query over the whole period; undefined where nothing was recorded */
  read(
    queries: readonly MetricQuery[],
    period: { readonly fromMs: number; readonly toMs: number },
  ): Promise<readonly (number | undefined)[]>;
}
