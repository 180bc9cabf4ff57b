import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ServiceException,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { STORAGE } from '../../contract/storage.ts';
import { ObjectTooLargeError, PreconditionFailedError } from '../../core/errors.ts';
import type {
  ByteRange,
  ByteStream,
  GetOptions,
  ListOptions,
  ObjectHead,
  ObjectPage,
  ObjectStore,
  PresignOptions,
  PutOptions,
  StoredObject,
} from '../../core/ports/object-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { PresignedPut } from '../../core/ports/presigned-put.ts';
import { SDK_DEFAULTS } from '../aws/sdk-defaults.ts';
import { toRangeHeader } from './byte-range.ts';
import { checkKey } from '../object-key.ts';
import { findStatus, toEtag } from './s3-answer.ts';
import { S3MultipartUploads } from './s3-multipart-uploads.ts';
import { toPresigning } from './to-presigning.ts';
import { readStreamInto } from '../read-stream-into.ts';

export interface S3ObjectStoreOptions {
  readonly bucket: string;
  /** True if the bucket stands in the path and not in the host's name. @default false */
  readonly pathStyle?: boolean;
  /** By which uploads are signed. */
  readonly clock: Clock;
}

/** Streams travel in parts of this size, so many at once; 10,000 parts are S3's limit. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 4;
/** So often an object is tried that others change meanwhile. */
const DELETE_ATTEMPTS = 5;

/**
 * A bucket on S3, or on what speaks its protocol; endpoint, region and credentials are the SDK's
 * own business. ETags are without their quotes here.
 */
export class S3ObjectStore implements ObjectStore {
  readonly multipart: S3MultipartUploads;
  readonly #bucket: string;
  readonly #client: S3Client;
  readonly #clock: Clock;

  constructor({ bucket, pathStyle = false, clock }: S3ObjectStoreOptions) {
    this.#bucket = bucket;
    this.#clock = clock;
    // The SDK's own checksums would be signed into presigned URLs as those of an empty body, and
    // not every server knows them.
    this.#client = new S3Client({
      ...SDK_DEFAULTS,
      forcePathStyle: pathStyle,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    this.multipart = new S3MultipartUploads(this.#client, bucket, clock);
  }

  async get(
    key: string,
    { ifNoneMatch, mostBytes = Infinity }: GetOptions = {},
  ): Promise<StoredObject | 'unchanged' | undefined> {
    try {
      const condition = ifNoneMatch === undefined ? {} : { IfNoneMatch: `"${ifNoneMatch}"` };
      const {
        Body,
        ETag,
        ContentLength: sizeBytes = 0,
      } = await this.#client.send(new GetObjectCommand({ ...this.#at(key), ...condition }));
      if (sizeBytes > mostBytes) {
        if (Body instanceof Readable) Body.destroy();
        throw new ObjectTooLargeError(key, { sizeBytes, etag: toEtag(ETag) });
      }
      return {
        bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(),
        etag: toEtag(ETag),
      };
    } catch (error) {
      if (findStatus(error) === 304) return 'unchanged';
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  async readInto(key: string, start: number, target: Uint8Array): Promise<number | undefined> {
    return readStreamInto(await this.stream(key, { start, lengthBytes: target.length }), target);
  }

  async stream(key: string, range?: ByteRange): Promise<ByteStream | undefined> {
    try {
      const { Body } = await this.#client.send(
        new GetObjectCommand({
          ...this.#at(key),
          Range: range && toRangeHeader(range),
        }),
      );
      return Body as ByteStream | undefined;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  async head(key: string): Promise<ObjectHead | undefined> {
    try {
      const { ContentLength, ETag, ChecksumSHA256, ChecksumType } = await this.#client.send(
        new HeadObjectCommand({ ...this.#at(key), ChecksumMode: 'ENABLED' }),
      );
      const sha256 = ChecksumType === 'COMPOSITE' ? undefined : toHex(ChecksumSHA256);
      return {
        sizeBytes: ContentLength ?? 0,
        etag: toEtag(ETag),
        sha256,
      };
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  async put(
    key: string,
    body: Uint8Array | ByteStream,
    { ifAbsent, ifMatch, contentType }: PutOptions = {},
  ): Promise<string> {
    const request = {
      ...this.#at(key),
      IfNoneMatch: ifAbsent ? '*' : undefined,
      IfMatch: ifMatch,
      ContentType: contentType,
    };
    try {
      return toEtag(
        body instanceof Uint8Array
          ? await this.#putBytes(request, body)
          : await this.#putStream(request, body),
      );
    } catch (error) {
      throw isLost(error, ifMatch) ? new PreconditionFailedError(key, { cause: error }) : error;
    }
  }

  async list(
    prefix: string,
    { startAfter, limit = 1000, delimiter }: ListOptions = {},
  ): Promise<ObjectPage> {
    const {
      Contents = [],
      CommonPrefixes = [],
      IsTruncated,
    } = await this.#client.send(
      new ListObjectsV2Command({
        Bucket: this.#bucket,
        Prefix: prefix,
        Delimiter: delimiter,
        MaxKeys: limit,
        StartAfter: startAfter === undefined ? undefined : toStartAfter(startAfter, delimiter),
      }),
    );
    const keys = [
      ...Contents.map(({ Key }) => Key ?? ''),
      ...CommonPrefixes.map(({ Prefix }) => Prefix ?? ''),
    ];
    return {
      keys: keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      isTruncated: IsTruncated ?? false,
    };
  }

  async delete(key: string): Promise<void> {
    if (key.startsWith(STORAGE.modelsPrefix)) await this.#deleteKnown(key);
    else await this.#client.send(new DeleteObjectCommand(this.#at(key)));
  }

  /**
   * The bucket's policy lets nothing under `models/` go by a plain delete. By its ETag: other
   * servers than S3 take a `*` for one.
   */
  async #deleteKnown(key: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const there = await this.head(key);
      if (!there) return;
      try {
        await this.#client.send(new DeleteObjectCommand({ ...this.#at(key), IfMatch: there.etag }));
        return;
      } catch (error) {
        if (!isLost(error, there.etag) || attempt === DELETE_ATTEMPTS) throw error;
      }
    }
  }

  async presignPut(
    key: string,
    { sizeBytes, sha256, expiresInSeconds }: PresignOptions,
  ): Promise<PresignedPut> {
    const checksum = Buffer.from(sha256, 'hex').toString('base64');
    const command = new PutObjectCommand({
      ...this.#at(key),
      ContentLength: sizeBytes,
      ChecksumSHA256: checksum,
      IfNoneMatch: '*',
    });
    const headers = {
      'content-length': String(sizeBytes),
      'if-none-match': '*',
      'x-amz-checksum-sha256': checksum,
    };
    const signing = toPresigning(headers, expiresInSeconds, this.#clock.nowMs());
    return { method: 'PUT', url: await getSignedUrl(this.#client, command, signing), headers };
  }

  async #putBytes(request: PutObjectCommandInput, body: Uint8Array): Promise<string | undefined> {
    const checksum = createHash('sha256').update(body).digest('base64');
    return (
      await this.#client.send(
        new PutObjectCommand({ ...request, Body: body, ChecksumSHA256: checksum }),
      )
    ).ETag;
  }

  /**
   * A short stream is one PUT, a long one travels in parts; the condition is checked when it is
   * complete.
   */
  async #putStream(request: PutObjectCommandInput, body: ByteStream): Promise<string | undefined> {
    const params = { ...request, Body: Readable.from(body) };
    return (
      await new Upload({
        client: this.#client,
        params,
        partSize: PART_BYTES,
        queueSize: PARTS_AT_ONCE,
      }).done()
    ).ETag;
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: checkKey(key) };
  }
}

/**
 * After all that begin with this common beginning, which some servers would name again otherwise.
 */
function toStartAfter(startAfter: string, delimiter: string | undefined): string {
  return delimiter && startAfter.endsWith(delimiter) ? `${startAfter}\u{10ffff}` : startAfter;
}

function toHex(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('hex');
}

/**
 * An absent bucket is a wrong deployment, not an absent object; so is 403, as every role may list
 * what it may read.
 */
function isAbsent(error: unknown): boolean {
  return findStatus(error) === 404 && (error as S3ServiceException).name !== 'NoSuchBucket';
}

/**
 * 412: the condition does not hold; 409: another conditional write is under way; 404: what should
 * match is gone.
 */
function isLost(error: unknown, ifMatch: string | undefined): boolean {
  const status = findStatus(error);
  return (
    status === 412 ||
    status === 409 ||
    (status === 404 && ifMatch !== undefined && (error as S3ServiceException).name === 'NoSuchKey')
  );
}
