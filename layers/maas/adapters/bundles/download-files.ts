import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { ModelLoadError, StoreUnavailableError } from '../../core/errors.ts';
import type { BundleRef } from '../../core/ports/bundle-cache.ts';
import type { ObjectReader } from '../../core/ports/object-store.ts';
import { isUnavailable } from '../s3/s3-error.ts';

type File = BundleRef['files'][number];

/**
 * One connection to S3 carries about 90 MB/s; so many at once fill what a function has. Together
 * they bound the memory: 32 MiB. Twice as much is first touched, page by page, for 25 ms of 90 MB's
 * processor time.
 */
const PART_BYTES = 4 * 1024 * 1024;
const PARTS_AT_ONCE = 8;

/** A file on its way. */
interface Download {
  readonly file: File;
  readonly handle: FileHandle;
  readonly digest: Hash;
  /** Settles when all parts that were begun so far are in the digest. */
  hashed: Promise<unknown>;
}

interface Part {
  readonly download: Download;
  readonly start: number;
  readonly lengthBytes: number;
}

/**
 * Fetches files in parts, several at once, straight to where they belong, and hashes them as they
 * pass.
 * @throws ModelLoadError when a file is not what it should be; what the reader or the disk throws
 */
export async function downloadFiles(
  reader: ObjectReader,
  files: readonly File[],
  folder: string,
): Promise<void> {
  const downloads: Download[] = [];
  try {
    for (const file of files) {
      downloads.push({
        file,
        handle: await create(path.join(folder, file.path)),
        digest: createHash('sha256'),
        hashed: Promise.resolve(),
      });
    }
    const parts = downloads.flatMap(toParts);
    let hasFailed = false;
    // One memory for each of those under way, used again for their next part.
    const largest = Math.max(0, ...parts.map(({ lengthBytes }) => lengthBytes));
    const work = async (): Promise<void> => {
      let memory: Buffer | undefined;
      for (let part = parts.shift(); part && !hasFailed; part = parts.shift()) {
        memory ??= Buffer.allocUnsafeSlow(largest);
        await transfer(reader, part, memory).catch((error: unknown) => {
          hasFailed = true;
          throw error;
        });
      }
    };
    // No file is closed while another part is written to it.
    const results = await Promise.allSettled(Array.from({ length: PARTS_AT_ONCE }, work));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  } finally {
    await Promise.all(downloads.map(({ handle }) => handle.close()));
  }
  for (const { file, digest } of downloads) {
    const actual = digest.digest('hex');
    if (actual !== file.sha256) {
      throw new ModelLoadError(
        `The stored file '${file.path}' has the SHA-256 ${actual} where its version has ` +
          `${file.sha256}; upload the model again as a new version.`,
      );
    }
  }
}

async function create(file: string): Promise<FileHandle> {
  await mkdir(path.dirname(file), { recursive: true });
  return open(file, 'wx');
}

function toParts(download: Download): Part[] {
  const { bytes } = download.file;
  return Array.from({ length: Math.ceil(bytes / PART_BYTES) }, (_, i) => ({
    download,
    start: i * PART_BYTES,
    lengthBytes: Math.min(PART_BYTES, bytes - i * PART_BYTES),
  }));
}

/**
 * Parts are begun in their order, so whoever waits for the one before waits for one that is under
 * way.
 */
async function transfer(
  reader: ObjectReader,
  { download, start, lengthBytes }: Part,
  memory: Buffer,
): Promise<void> {
  const before = download.hashed;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  download.hashed = promise;
  try {
    const bytes = memory.subarray(0, lengthBytes);
    await readPart(reader, download.file, start, bytes);
    const writing = download.handle.write(bytes, 0, lengthBytes, start);
    writing.catch(() => undefined); // awaited below, whatever comes first
    await before;
    download.digest.update(bytes);
    await writing;
  } finally {
    resolve(undefined);
  }
}

async function readPart(
  reader: ObjectReader,
  file: File,
  start: number,
  target: Buffer,
): Promise<void> {
  const count = await reader.readInto(file.key, start, target).catch((error: unknown) => {
    throw isUnavailable(error) ? new StoreUnavailableError({ cause: error }) : error;
  });
  if (count === undefined) {
    throw new ModelLoadError(`The file '${file.path}' of this version is no longer in the store.`);
  }
  if (count !== target.length) {
    throw new ModelLoadError(
      `The store answered ${count} of ${target.length} bytes of the file '${file.path}' from ` +
        `${start} on.`,
    );
  }
}
