import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { FileMismatchError, StoreUnavailableError } from '../../core/errors.ts';
import { RANGE_BYTES } from '../../core/file-ranges.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { ObjectReader } from '../../core/ports/object-store.ts';
import { isUnavailable } from '../s3/s3-error.ts';
import { toFileCheck, type File, type FileCheck } from './file-check.ts';

/**
 * One connection to S3 carries about 90 MB/s; so many at once fill what a function has. Together
 * they bound the memory: 32 MiB.
 */
const PARTS_AT_ONCE = 8;

/** So much memory is no worth in giving back. */
const SMALL_BYTES = 1024 * 1024;

export interface DownloadDeps {
  readonly reader: ObjectReader;
  readonly logger?: Pick<Logger, 'warn'> | undefined;
}

/** A file on its way. */
interface Download {
  readonly file: File;
  readonly handle: FileHandle;
  readonly check: FileCheck;
}

interface Part {
  readonly download: Download;
  readonly start: number;
  readonly lengthBytes: number;
}

/**
 * Fetches files in parts, several at once, straight to where they belong, and checks them as they
 * pass.
 * @throws FileMismatchError when a file is not what it should be; what the reader or the disk throws
 */
export async function downloadFiles(
  { reader, logger }: DownloadDeps,
  files: readonly File[],
  folder: string,
): Promise<void> {
  const downloads: Download[] = [];
  try {
    for (const file of files) {
      const handle = await create(path.join(folder, file.path));
      downloads.push({ file, handle, check: toFileCheck(file) });
    }
    const parts = downloads.flatMap(toParts);
    let hasFailed = false;
    const memory = allocate(parts);
    // One stretch of it for each of those under way, used again for their next part.
    const work = async (_: unknown, index: number): Promise<void> => {
      const stretch = memory.subarray((index * memory.length) / PARTS_AT_ONCE);
      for (let part = parts.shift(); part && !hasFailed; part = parts.shift()) {
        await transfer({ reader, logger }, part, stretch).catch((error: unknown) => {
          hasFailed = true;
          throw error;
        });
      }
    };
    // No file is closed while another part is written to it.
    const results = await Promise.allSettled(Array.from({ length: PARTS_AT_ONCE }, work));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    // Freed now: the session that comes next would stand beside it until garbage is collected.
    memory.buffer.transfer(0);
  } finally {
    await Promise.all(downloads.map(({ handle }) => handle.close()));
  }
  for (const { check } of downloads) check.finish?.();
}

/**
 * Memory for all parts that are under way at once. Of what is not used nothing becomes resident;
 * and what is as large as this by itself is given back to the system when it is freed, while glibc
 * would keep, once some megabytes were freed, all that is no larger, the weights of models too.
 */
function allocate(parts: readonly Part[]): Buffer<ArrayBuffer> {
  const largest = Math.max(0, ...parts.map(({ lengthBytes }) => lengthBytes));
  const isSmall = parts.length * largest <= SMALL_BYTES;
  return Buffer.allocUnsafeSlow(PARTS_AT_ONCE * (isSmall ? largest : RANGE_BYTES));
}

async function create(file: string): Promise<FileHandle> {
  await mkdir(path.dirname(file), { recursive: true });
  return open(file, 'wx');
}

function toParts(download: Download): Part[] {
  const { bytes } = download.file;
  const { partBytes } = download.check;
  return Array.from({ length: Math.ceil(bytes / partBytes) }, (_, i) => ({
    download,
    start: i * partBytes,
    lengthBytes: Math.min(partBytes, bytes - i * partBytes),
  }));
}

async function transfer(
  { reader, logger }: DownloadDeps,
  { download: { file, handle, check }, start, lengthBytes }: Part,
  memory: Buffer,
): Promise<void> {
  const bytes = memory.subarray(0, lengthBytes);
  await check.take(start, async (fault) => {
    if (fault !== undefined) {
      logger?.warn('A part of a stored file came wrong, and is read again.', { fault });
      reader.disconnect?.();
    }
    await readPart(reader, file, start, bytes);
    return bytes;
  });
  // A disk that is nearly full takes a part of it, and says so with the rest.
  for (let at = 0; at < lengthBytes;) {
    const { bytesWritten } = await handle.write(bytes, at, lengthBytes - at, start + at);
    at += bytesWritten;
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
    throw new FileMismatchError(
      `The file '${file.path}' of this version is no longer in the store.`,
    );
  }
  if (count !== target.length) {
    throw new FileMismatchError(
      `The store answered ${count} of ${target.length} bytes of the file '${file.path}' from ` +
        `${start} on.`,
    );
  }
}
