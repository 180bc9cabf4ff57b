import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileObjectStore } from '../../../layers/maas/adapters/files/file-object-store.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { UploadUrls } from '../../../layers/maas/adapters/files/upload-url.ts';
import { makeBytes, readAll } from '../../suites/object-store/bodies.ts';

const BYTES = makeBytes(200_000);
const SHA256 = createHash('sha256').update(BYTES).digest('hex');

describe('FileLocalObjects', () => {
  let directory: string;
  let store: FileObjectStore;
  let file: string;
  const at = (name: string): string => path.join(directory, name);

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'maas-local-'));
    store = new FileObjectStore(
      at('store'),
      new UploadUrls('s'.repeat(32), 'http://127.0.0.1', systemClock),
      systemClock,
    );
    file = at('model.onnx');
    writeFileSync(file, BYTES);
  });
  afterEach(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });

  it('makes a file the object and the object a file, as one file on the disk', async () => {
    expect(await store.local.adopt('a', file, SHA256)).toBe(true);
    expect(await store.head('a')).toEqual({
      sizeBytes: BYTES.length,
      etag: SHA256,
      sha256: SHA256,
    });
    expect(await store.local.expose('a', at('copy'), SHA256)).toBe(true);
    expect(statSync(at('copy')).ino).toBe(statSync(file).ino);
    expect((await readAll(await store.stream('a')))?.equals(BYTES)).toBe(true);
  });

  it('keeps the object when the file is removed, and the file when the object is', async () => {
    await store.local.adopt('a', file, SHA256);
    rmSync(file);
    await store.local.expose('a', at('copy'), SHA256);
    await store.delete('a');
    expect(readFileSync(at('copy')).equals(BYTES)).toBe(true);
  });

  it('adopts a file in place of what was there before', async () => {
    await store.put('a', makeBytes(100_000, 2));
    await store.local.adopt('a', file, SHA256);
    expect((await readAll(await store.stream('a')))?.equals(BYTES)).toBe(true);
  });

  it('exposes nothing when the object is absent, small, in parts, or another', async () => {
    const upload = await store.multipart.start('parts');
    for (const partNumber of [1, 2]) {
      await store.multipart.acceptPart(
        upload,
        { partNumber, sizeBytes: 3 },
        (async function* () {
          yield Buffer.from('abc');
        })(),
      );
    }
    await store.multipart.complete(upload, (await store.multipart.listParts(upload)) ?? []);
    await store.put('small', Buffer.from('small'));
    await store.put('other', makeBytes(200_000, 2));
    for (const key of ['absent', 'small', 'parts', 'other']) {
      expect(await store.local.expose(key, at('copy'), SHA256)).toBe(false);
    }
  });
});
