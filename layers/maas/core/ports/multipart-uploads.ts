import type { PresignedPut } from './presigned-put.ts';

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
 * Objects that come in parts, each by a request of its own: in any order, at the same time, again
 * after a failure. Under the key there is nothing before they are complete, and then all of it. No
 * store knows the SHA-256 of such an object: whoever reads it whole has to check it.
 */
export interface MultipartUploads {
  start(key: string): Promise<MultipartUpload>;
  /** A PUT of exactly so many bytes. */
  presignPart(upload: MultipartUpload, part: Part, expiresInSeconds: number): Promise<PresignedPut>;
  /**
   * Those that have come, by their numbers; undefined when the upload is not under way any more.
   */
  listParts(upload: MultipartUpload): Promise<readonly UploadedPart[] | undefined>;
  /**
   * Makes the object of these parts, each of which has 5 MiB or more but for the last.
   * @throws PreconditionFailedError when there is such an object, the upload is not under way any
   *   more, or a part is not what it was
   */
  complete(upload: MultipartUpload, parts: readonly UploadedPart[]): Promise<void>;
  /** Aborting what is not under way is no error. */
  abort(upload: MultipartUpload): Promise<void>;
}
