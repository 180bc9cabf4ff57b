import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileBundleCache } from '../../../layers/maas/adapters/bundles/file-bundle-cache.ts';
import { readStreamInto } from '../../../layers/maas/adapters/read-stream-into.ts';
import { ModelLoadError } from '../../../layers/maas/core/errors.ts';
import { FileDigest } from '../../../layers/maas/core/ingest/file-digest.ts';
import type { BundleRef } from '../../../layers/maas/core/ports/bundle-cache.ts';
import type {
  ByteRange,
  ByteStream,
  ObjectReader,
} from '../../../layers/maas/core/ports/object-store.ts';
import { makeBytes, toStream } from '../../suites/object-store/bodies.ts';

const LARGE_BYTES = 20 * 1024 * 1024 + 3;

/** Objects in memory, counting who reads what. */
class CountingReader implements ObjectReader {
  readonly objects = new Map<string, Buffer>();
  readonly reads: string[] = [];
  /** Stands in for the store's answer. */
  answer: (
    bytes: Buffer,
    range: ByteRange,
  ) => ByteStream | undefined | Promise<ByteStream | undefined> = (bytes, { start, lengthBytes }) =>
    toStream(bytes.subarray(start, start + lengthBytes));

  async get(): Promise<undefined> {
    return undefined;
  }

  async readInto(key: string, start: number, target: Uint8Array): Promise<number | undefined> {
    this.reads.push(`${key} ${start}`);
    const bytes = this.objects.get(key);
    const range = { start, lengthBytes: target.length };
    return readStreamInto(bytes && (await this.answer(bytes, range)), target);
  }
}

describe('FileBundleCache', () => {
  let directory: string;
  let reader: CountingReader;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'maas-bundles-'));
    reader = new CountingReader();
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const open = (budgetBytes = 100 * 1024 * 1024): FileBundleCache =>
    new FileBundleCache({ reader, directory, budgetBytes });

  const add = (id: string, files: Record<string, Buffer>): BundleRef => ({
    id,
    files: Object.entries(files).map(([file, bytes]) => {
      reader.objects.set(`${id}/${file}`, bytes);
      return { key: `${id}/${file}`, path: file, ...FileDigest.of(bytes) };
    }),
  });

  /** Folders of bundles and files of the pool. */
  const list = (): string[] =>
    readdirSync(directory).flatMap((name) =>
      readdirSync(path.join(directory, name)).map((entry) =>
        name === 'pool' ? 'pooled' : entry.replace(/\.\d+$/, ''),
      ),
    );

  it('fetches a file anew where the one on the disk was cut short', async () => {
    const bundle = add('a', { 'model.onnx': makeBytes(1000) });
    const { path: folder } = await open().fetch(bundle);
    truncateSync(path.join(folder, 'model.onnx'), 100); // that of the pool, too
    const again = await open().fetch(bundle);
    expect(readFileSync(path.join(again.path, 'model.onnx'))).toEqual(makeBytes(1000));
  });

  it('gives each process a file of its own where ONNX Runtime allows it no second name', async () => {
    const { id, files } = add('a', { 'model.onnx': makeBytes(10), 'weights.bin': makeBytes(20) });
    const bundle: BundleRef = {
      id,
      files: files.map((file) => (file.path === 'weights.bin' ? { ...file, ownCopy: true } : file)),
    };
    const folders = [await open().fetch(bundle), await open().fetch(bundle)];
    expect(folders.map((folder) => statSync(path.join(folder.path, 'weights.bin')).nlink)).toEqual([
      1, 1,
    ]);
    expect(statSync(path.join(folders[0]?.path ?? '', 'model.onnx')).nlink).toBe(3);
  });

  it('answers a folder with every file, large, empty and in a folder of its own', async () => {
    const large = makeBytes(LARGE_BYTES);
    const bundle = await open().fetch(
      add('a', {
        'model.onnx': large,
        '1_Pooling/config.json': Buffer.from('{}'),
        empty: Buffer.of(),
      }),
    );
    expect(readFileSync(path.join(bundle.path, 'model.onnx')).equals(large)).toBe(true);
    expect(await bundle.readText('1_Pooling/config.json')).toBe('{}');
    expect(statSync(path.join(bundle.path, 'empty')).size).toBe(0);
    await expect(bundle.readText('../pool')).rejects.toThrow('not a path inside a bundle');
  });

  it.each([
    ['ranges', (file: BundleRef['files'][number]) => file],
    ['SHA-256 alone', ({ ranges: _, ...file }: BundleRef['files'][number]) => file],
  ])('checks a file by its %s whose parts come in any order', async (_, toRecorded) => {
    const large = makeBytes(LARGE_BYTES);
    const { id, files } = add('a', { 'model.onnx': large });
    const bundle: BundleRef = { id, files: files.map(toRecorded) };
    const waiting: (() => void)[] = [];
    reader.answer = async (bytes, { start, lengthBytes }) => {
      // The first waits until all others have been answered.
      if (start === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      if (start + lengthBytes === bytes.length) {
        waiting.forEach((resume) => {
          resume();
        });
      }
      return toStream(bytes.subarray(start, start + lengthBytes));
    };
    const { path: folder } = await open().fetch(bundle);
    expect(readFileSync(path.join(folder, 'model.onnx')).equals(large)).toBe(true);
  });

  it('fetches once when many ask at the same time, and not again afterwards', async () => {
    const cache = open();
    const bundle = add('a', { 'model.onnx': makeBytes(1000) });
    const folders = await Promise.all(Array.from({ length: 10 }, () => cache.fetch(bundle)));
    expect(new Set(folders.map((folder) => folder.path)).size).toBe(1);
    expect((await cache.fetch(bundle)).path).toBe(folders[0]?.path);
    expect(reader.reads).toEqual(['a/model.onnx 0']);
  });

  it.each<[string, CountingReader['answer'], string]>([
    [
      'has one byte flipped',
      (bytes) =>
        toStream(Buffer.concat([bytes.subarray(0, -1), Buffer.of((bytes.at(-1) ?? 0) ^ 1)])),
      'has the SHA-256',
    ],
    ['is cut short', (bytes) => toStream(bytes.subarray(0, -1)), 'answered 999 of 1000 bytes'],
    [
      'has too many bytes',
      (bytes) => toStream(Buffer.concat([bytes, bytes])),
      'answered 2000 of 1000 bytes',
    ],
    ['is gone', () => undefined, 'no longer in the store'],
    [
      'cannot be read',
      () => {
        throw new Error('S3 answered 403');
      },
      'could not be fetched: S3 answered 403',
    ],
    ['breaks off', (bytes) => toStream(bytes, 0), 'the source broke'],
    [
      'does not fit on the disk',
      () => {
        throw Object.assign(new Error('write'), { code: 'ENOSPC' });
      },
      'The disk is full',
    ],
  ])('throws, leaves nothing, and tries again when a file %s', async (_, answer, message) => {
    const cache = open();
    const bundle = add('a', { 'config.json': Buffer.of(), 'model.onnx': makeBytes(1000) });
    const asItShould = reader.answer;
    reader.answer = answer;
    const failed = cache.fetch(bundle);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toBeInstanceOf(ModelLoadError);
    expect(list()).toEqual([]);
    reader.answer = asItShould;
    expect(await cache.fetch(bundle)).toBeDefined();
  });

  it('deletes the least recently used above its budget, and with it what only it had', async () => {
    const cache = open(2500);
    const [a, b, c] = ['a', 'b', 'c'].map((id, i) =>
      add(id, { 'model.onnx': makeBytes(1000, i + 1) }),
    ) as [BundleRef, BundleRef, BundleRef];
    for (const bundle of [a, b, a, c]) (await cache.fetch(bundle)).release();
    expect(list().sort()).toEqual(['a', 'c', 'pooled', 'pooled']);
    await cache.fetch(a);
    expect(reader.reads).toHaveLength(3);
  });

  it('deletes nothing that is in use, and says so when there is no room', async () => {
    const cache = open(2500);
    const [a, b, c] = ['a', 'b', 'c'].map((id, i) =>
      add(id, { 'model.onnx': makeBytes(1000, i + 1) }),
    ) as [BundleRef, BundleRef, BundleRef];
    const [first, again] = [await cache.fetch(a), await cache.fetch(a)];
    await cache.fetch(b);
    first.release();
    first.release(); // counts once
    await expect(cache.fetch(c)).rejects.toThrow('predictStorageMb of the stack');
    expect(existsSync(path.join(again.path, 'model.onnx'))).toBe(true);
    again.release();
    expect((await cache.fetch(c)).path).toBeDefined();
    expect(existsSync(again.path)).toBe(false);
  });

  it('throws at once when a bundle is larger than all the room there is', async () => {
    await expect(open(999).fetch(add('a', { 'model.onnx': makeBytes(1000) }))).rejects.toThrow(
      '1000 bytes of files and this function has room for 999',
    );
    expect(reader.reads).toEqual([]);
  });

  it('shares files with other processes, and keeps them while one has them', async () => {
    const [one, two] = [open(1500), open(1500)];
    const bundle = add('a', { 'model.onnx': makeBytes(1000), 'tokenizer.json': makeBytes(100) });
    const [first, second] = [await one.fetch(bundle), await two.fetch(bundle)];
    expect(second.path).not.toBe(first.path);
    expect(statSync(path.join(second.path, 'model.onnx')).ino).toBe(
      statSync(path.join(first.path, 'model.onnx')).ino,
    );
    expect(reader.reads).toHaveLength(2);

    first.release();
    await one.fetch(add('b', { 'model.onnx': makeBytes(1000, 2) }));
    expect(existsSync(first.path)).toBe(false);
    expect(readFileSync(path.join(second.path, 'model.onnx')).equals(makeBytes(1000))).toBe(true);
  });

  it('removes what dead processes left, and leaves what living ones have and what is not its own', async () => {
    const dead = path.join(directory, `999999999-1-${randomUUID()}`, 'a.1');
    const formerSelf = path.join(directory, `${process.pid}-1-${randomUUID()}`, 'a.1');
    const living = path.join(directory, `${process.ppid}-1-${randomUUID()}`, 'a.1');
    const others = [
      path.join(directory, '999999999-1-letters'),
      path.join(directory, 'pool', 'notes.txt'),
    ];
    for (const folder of [dead, formerSelf, living, ...others]) {
      mkdirSync(folder, { recursive: true });
    }
    await open().fetch(add('a', { 'model.onnx': makeBytes(10) }));
    expect([dead, formerSelf, living, ...others].map((folder) => existsSync(folder))).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it('refuses a path that leads out of the bundle', async () => {
    await expect(open().fetch(add('a', { '../../escaped': makeBytes(10) }))).rejects.toBeInstanceOf(
      ModelLoadError,
    );
    expect(list()).toEqual([]);
  });
});
