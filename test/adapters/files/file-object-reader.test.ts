import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FileObjectReader } from '../../../layers/maas/adapters/files/file-object-reader.ts';
import { FileObjectStore } from '../../../layers/maas/adapters/files/file-object-store.ts';
import { UploadUrls } from '../../../layers/maas/adapters/files/upload-url.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { describeObjectReader } from '../../suites/object-reader-suite.ts';
import { makeBytes } from '../../suites/object-store/bodies.ts';

const openStore = (folder: string): FileObjectStore =>
  new FileObjectStore(
    folder,
    new UploadUrls('s'.repeat(32), 'http://127.0.0.1', systemClock),
    systemClock,
  );

describe('FileObjectReader', () => {
  let directory: string;
  const at = (name: string): string => path.join(directory, name);

  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'maas-reader-'));
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  describeObjectReader('files, by who only reads', {
    open: async () => {
      const store = openStore(at('suite'));
      const put = store.put.bind(store);
      return { reader: new FileObjectReader(at('suite')), put };
    },
  });

  it('makes a folder that a store can write to when it is the first to open it', async () => {
    const reader = new FileObjectReader(at('not/there/yet'));
    expect(await reader.get('a')).toBeUndefined();
    const store = openStore(at('not/there/yet'));
    const etag = await store.put('a', makeBytes(100_000));
    expect(await reader.get('a')).toEqual({ bytes: makeBytes(100_000), etag });
    store.close();
    reader.close();
  });

  it('reads what is there, and leaves it fit to be written, when objects had no time yet', async () => {
    openStore(at('earlier')).close();
    const index = new DatabaseSync(at('earlier/objects.sqlite'));
    index.exec('ALTER TABLE objects DROP COLUMN writtenAtMs');
    index.exec(`INSERT INTO objects VALUES (CAST('a' AS BLOB), 'e', 3, CAST('old' AS BLOB), '[]')`);
    index.close();
    const reader = new FileObjectReader(at('earlier'));
    expect(await reader.get('a')).toMatchObject({ bytes: new Uint8Array(Buffer.from('old')) });
    reader.close();
    const store = openStore(at('earlier'));
    await store.put('a', Buffer.from('new'));
    expect(await store.get('a')).toMatchObject({ bytes: new Uint8Array(Buffer.from('new')) });
    store.close();
  });

  it('exposes the file of an object that a store wrote', async () => {
    const store = openStore(at('exposed'));
    const bytes = makeBytes(100_000);
    await store.put('a', bytes);
    const reader = new FileObjectReader(at('exposed'));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await reader.local.expose('a', at('copy'), sha256)).toBe(true);
    expect(readFileSync(at('copy')).equals(bytes)).toBe(true);
    store.close();
    reader.close();
  });
});
