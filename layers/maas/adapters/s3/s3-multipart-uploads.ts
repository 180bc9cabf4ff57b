import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  S3ServiceException,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { PreconditionFailedError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type {
  MultipartUpload,
  MultipartUploads,
  Part,
  UploadedPart,
} from '../../core/ports/multipart-uploads.ts';
import type { PresignedPut } from '../../core/ports/presigned-put.ts';
import { checkKey } from '../object-key.ts';
import { findStatus, toEtag } from './s3-answer.ts';
import { toPresigning } from './to-presigning.ts';

/** S3's own multipart uploads. */
export class S3MultipartUploads implements MultipartUploads {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #clock: Clock;

  constructor(client: S3Client, bucket: string, clock: Clock) {
    this.#client = client;
    this.#bucket = bucket;
    this.#clock = clock;
  }

  async start(key: string): Promise<MultipartUpload> {
    const { UploadId } = await this.#client.send(
      new CreateMultipartUploadCommand({ Bucket: this.#bucket, Key: checkKey(key) }),
    );
    if (UploadId === undefined) throw new Error(`S3 gave the upload of '${key}' no id.`);
    return { key, uploadId: UploadId };
  }

  async presignPart(
    upload: MultipartUpload,
    { partNumber, sizeBytes }: Part,
    expiresInSeconds: number,
  ): Promise<PresignedPut> {
    const command = new UploadPartCommand({
      ...this.#at(upload),
      PartNumber: partNumber,
      ContentLength: sizeBytes,
    });
    const headers = { 'content-length': String(sizeBytes) };
    const signing = toPresigning(headers, expiresInSeconds, this.#clock.nowMs());
    return { method: 'PUT', url: await getSignedUrl(this.#client, command, signing), headers };
  }

  async listParts(upload: MultipartUpload): Promise<readonly UploadedPart[] | undefined> {
    try {
      return await this.#listParts(upload);
    } catch (error) {
      if (isEnded(error)) return undefined;
      throw error;
    }
  }

  /**
   * Not by the SDK's paginator: servers name a next part on the last page too, and it would ask for
   * ever.
   */
  async #listParts(upload: MultipartUpload): Promise<UploadedPart[]> {
    const found: UploadedPart[] = [];
    for (let marker: string | undefined, isTruncated = true; isTruncated;) {
      const page = await this.#client.send(
        new ListPartsCommand({ ...this.#at(upload), PartNumberMarker: marker }),
      );
      for (const { PartNumber = 0, Size = 0, ETag } of page.Parts ?? []) {
        found.push({ partNumber: PartNumber, sizeBytes: Size, etag: toEtag(ETag) });
      }
      marker = page.NextPartNumberMarker;
      isTruncated = page.IsTruncated ?? false;
    }
    return found;
  }

  /**
   * Completes it. Nothing else may write under the key while a server does not know the condition.
   */
  async complete(upload: MultipartUpload, parts: readonly UploadedPart[]): Promise<void> {
    const Parts = parts.map(({ partNumber, etag }) => ({
      PartNumber: partNumber,
      ETag: `"${etag}"`,
    }));
    try {
      await this.#client.send(
        new CompleteMultipartUploadCommand({
          ...this.#at(upload),
          MultipartUpload: { Parts },
          IfNoneMatch: '*',
        }),
      );
    } catch (error) {
      throw isLost(error) ? new PreconditionFailedError(upload.key, { cause: error }) : error;
    }
  }

  async abort(upload: MultipartUpload): Promise<void> {
    try {
      await this.#client.send(new AbortMultipartUploadCommand(this.#at(upload)));
    } catch (error) {
      if (!isEnded(error)) throw error;
    }
  }

  #at({ key, uploadId }: MultipartUpload): { Bucket: string; Key: string; UploadId: string } {
    return { Bucket: this.#bucket, Key: checkKey(key), UploadId: uploadId };
  }
}

/** `NoSuchUpload`; Ceph says `NoSuchKey`. */
function isEnded(error: unknown): boolean {
  return findStatus(error) === 404 && (error as S3ServiceException).name !== 'NoSuchBucket';
}

/**
 * 412: there is such an object; 409: another completion is under way; InvalidPart: it was replaced
 * meanwhile.
 */
function isLost(error: unknown): boolean {
  const status = findStatus(error);
  return (
    status === 412 ||
    status === 409 ||
    isEnded(error) ||
    (error instanceof S3ServiceException && error.name === 'InvalidPart')
  );
}
