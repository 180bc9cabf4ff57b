import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { downloadFiles } from '../../../layers/maas/adapters/bundles/download-files.ts';
import type { File } from '../../../layers/maas/adapters/bundles/file-check.ts';
import { ModelLoadError, StoreUnavailableError } from '../../../layers/maas/core/errors.ts';
import { RANGE_BYTES, type FileRanges } from '../../../layers/maas/core/file-ranges.ts';
import { FileDigest } from '../../../layers/maas/core/ingest/file-digest.ts';
import type { ObjectReader } from '../../../layers/maas/core/ports/object-store.ts';
import { makeBytes } from '../../suites/object-store/bodies.ts';

const BYTES = makeBytes(2 * RANGE_BYTES + 3);
const STARTS = [0, RANGE_BYTES, 2 * RANGE_BYTES];
const FILE: File = { key: 'k', path: 'model.onnx', ...FileDigest.of(BYTES) };
const OLDER: File = { key: 'k', path: 'model.onnx', bytes: BYTES.length, sha256: FILE.sha256 };
const SMALL_BYTES = BYTES.subarray(0, 1000);
const SMALL: File = { key: 'k', path: 'config.json', ...FileDigest.of(SMALL_BYTES) };

/** One object, with a bit flipped in what is read from a place on, so many times. */
class FlippingReader implements ObjectReader {
  readonly reads: number[] = [];
  disconnections = 0;
  readonly #bytes: Buffer;
  readonly #start: number;
  #flips: number;

  constructor(bytes: Buffer, start = 0, flips = 0) {
    this.#bytes = bytes;
    this.#start = start;
    this.#flips = flips;
  }

  async get(): Promise<undefined> {
    return undefined;
  }

  async readInto(_key: string, start: number, target: Uint8Array): Promise<number> {
    this.reads.push(start);
    // The later ones are faster.
    for (let turn = start; turn < BYTES.length; turn += RANGE_BYTES) await Promise.resolve();
    target.set(this.#bytes.subarray(start, start + target.length));
    if (start === this.#start && this.#flips-- > 0) {
      target.set([(target.at(-1) ?? 0) ^ 16], target.length - 1);
    }
    return target.length;
  }

  disconnect(): void {
    this.disconnections++;
  }
}

describe('downloadFiles', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'maas-download-'));
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  const expectFile = (bytes = BYTES, file = FILE): void => {
    expect(readFileSync(path.join(folder, file.path)).equals(bytes)).toBe(true);
  };

  it.each<[string, File, Buffer]>([
    ['the CRC-32 of each of its ranges', FILE, BYTES],
    ['its SHA-256, as earlier releases recorded nothing else', OLDER, BYTES],
    ['its SHA-256, as it is one range', SMALL, SMALL_BYTES],
    ['nothing, as it is empty', { ...SMALL, ...FileDigest.of(Buffer.of()) }, Buffer.of()],
  ])('brings a file that is right by %s, and reads nothing twice', async (_, file, bytes) => {
    const reader = new FlippingReader(bytes);
    await downloadFiles({ reader }, [file], folder);
    expectFile(bytes, file);
    expect(reader.reads).toEqual(STARTS.filter((start) => start < bytes.length));
    expect(reader.disconnections).toBe(0);
  });

  it.each<[number, File, Buffer]>([
    ...STARTS.map((start): [number, File, Buffer] => [start, FILE, BYTES]),
    [0, SMALL, SMALL_BYTES],
  ])(
    'reads the range from %i on again, over another connection, when a bit of it was flipped twice',
    async (start, file, bytes) => {
      const reader = new FlippingReader(bytes, start, 2);
      const warn = jest.fn();
      await downloadFiles({ reader, logger: { warn } }, [file], folder);
      expect(warn).toHaveBeenCalledTimes(2);
      expect(warn).toHaveBeenCalledWith('A part of a stored file came wrong, and is read again.', {
        fault: expect.stringMatching(/ file '.*' ha(s|ve) the (CRC-32|SHA-256) .* where its/),
      });
      expectFile(bytes, file);
      expect(reader.reads.filter((read) => read === start)).toHaveLength(3);
      expect(reader.disconnections).toBe(2);
    },
  );

  it.each(STARTS)('throws when the range from %i on is wrong each time', async (start) => {
    const failed = downloadFiles(
      { reader: new FlippingReader(BYTES, start, Infinity) },
      [FILE],
      folder,
    );
    await expect(failed).rejects.toBeInstanceOf(ModelLoadError);
    const end = Math.min(start + RANGE_BYTES, BYTES.length) - 1;
    const is = crc32(BYTES.subarray(start, end + 1)).toString(16);
    await expect(failed).rejects.toThrow(
      new RegExp(
        `^The bytes ${start} to ${end} of the stored file 'model.onnx' have the CRC-32 ` +
          `[0-9a-f]{8} where its version has 0*${is}, read 3 times; upload the model again as a ` +
          'new version.$',
      ),
    );
  });

  it.each<[string, File, number, number]>([
    ['one range', SMALL, 0, 3],
    ['all of an earlier release’s file', OLDER, RANGE_BYTES, 1],
  ])('throws when the SHA-256 of %s is wrong', async (_, file, start, reads) => {
    const reader = new FlippingReader(BYTES, start, Infinity);
    const failed = downloadFiles({ reader }, [file], folder);
    await expect(failed).rejects.toBeInstanceOf(ModelLoadError);
    await expect(failed).rejects.toThrow(`where its version has ${file.sha256}`);
    expect(reader.reads.filter((read) => read === start)).toHaveLength(reads);
  });

  it.each<[string, FileRanges]>([
    ['larger than is read at once', { bytes: 2 * RANGE_BYTES, crc32: [1, 2] }],
    ['fewer than the file has', { bytes: RANGE_BYTES, crc32: [1, 2] }],
    ['of no size', { bytes: 0, crc32: [1] }],
  ])('goes by the SHA-256 when the recorded ranges are %s', async (_, ranges) => {
    await downloadFiles({ reader: new FlippingReader(BYTES) }, [{ ...FILE, ranges }], folder);
    expectFile();
  });

  it('reads ranges of the size that the record says', async () => {
    const bytes = RANGE_BYTES / 2;
    const starts = [0, 1, 2, 3, 4].map((range) => range * bytes);
    const all = starts.map((start) => crc32(BYTES.subarray(start, start + bytes)));
    const reader = new FlippingReader(BYTES, 3 * bytes, 1);
    await downloadFiles(
      { reader },
      [{ ...FILE, sha256: '', ranges: { bytes, crc32: all } }],
      folder,
    );
    expectFile();
    expect(reader.reads.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 3, 4].map((i) => i * bytes));
  });

  it('keeps none of the memory that the parts came through', async () => {
    const reader = new FlippingReader(BYTES);
    const readInto = jest.spyOn(reader, 'readInto');
    await downloadFiles({ reader }, [FILE], folder);
    const left = readInto.mock.calls.map(([, , { buffer }]) => buffer.byteLength);
    expect(left).toEqual([0, 0, 0]);
  });

  it('throws what the store answers to a second reading', async () => {
    const reader = new FlippingReader(BYTES, 0, Infinity);
    const read = reader.readInto.bind(reader);
    reader.readInto = async (key, start, target) => {
      if (start === 0 && reader.reads.includes(0)) {
        throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
      }
      return read(key, start, target);
    };
    await expect(downloadFiles({ reader }, [FILE], folder)).rejects.toBeInstanceOf(
      StoreUnavailableError,
    );
  });

  it('writes the rest when the disk takes less than it is given', async () => {
    const handle = await open(path.join(folder, 'any'), 'w');
    await handle.close();
    type Write = (memory: Buffer, from: number, length: number, at: number) => unknown;
    const prototype = Object.getPrototypeOf(handle) as { write: Write };
    const { write } = prototype;
    jest.spyOn(prototype, 'write').mockImplementation(function some(
      this: FileHandle,
      memory,
      from,
      length,
      at,
    ) {
      return write.call(this, memory, from, Math.min(length, 1_000_000), at);
    });
    await downloadFiles({ reader: new FlippingReader(BYTES) }, [FILE], folder);
    expectFile();
  });
});
