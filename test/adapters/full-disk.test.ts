import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileObjectStore } from '../../layers/maas/adapters/files/file-object-store.ts';
import { IndexDatabase } from '../../layers/maas/adapters/files/index-database.ts';
import { ObjectEntries } from '../../layers/maas/adapters/files/object-entries.ts';
import { ObjectFileWriter } from '../../layers/maas/adapters/files/object-file-writer.ts';
import { ObjectFiles } from '../../layers/maas/adapters/files/object-files.ts';
import { ObjectIndex } from '../../layers/maas/adapters/files/object-index.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';
import { UploadUrls } from '../../layers/maas/adapters/files/upload-url.ts';
import type { ByteStream } from '../../layers/maas/core/ports/object-store.ts';
import { makeBytes, toStream } from '../suites/object-store/bodies.ts';

const FULL = expect.objectContaining({
  code: 'OVER_CAPACITY',
  message: expect.stringContaining('disk is full') as unknown,
}) as unknown;

describe('a full disk', () => {
  let directory: string;
  const listFiles = (): string[] => readdirSync(path.join(directory, 'files'));
  const openIndex = (): DatabaseSync => new DatabaseSync(path.join(directory, 'objects.sqlite'));

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'maas-full-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('changes nothing, and says so, when the index cannot grow', () => {
    const database = new IndexDatabase(path.join(directory, 'objects.sqlite'));
    const entries = new ObjectEntries(database);
    const index = new ObjectIndex(database, entries);
    const entry = { etag: 'e', sizeBytes: 60_000, body: makeBytes(60_000), files: [] };
    index.put('a', entry, {});
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as {
      page_count: number;
    };
    // SQLite then does as on a full disk.
    database.prepare(`PRAGMA max_page_count = ${pages + 1}`).get();
    expect(() => index.put('b', entry, {})).toThrow(FULL);
    expect(entries.find('b')).toBeUndefined();
    expect(entries.find('a')).toMatchObject({ sizeBytes: 60_000 });
    index.remove('a');
    index.put('b', entry, {});
    database.close();
  });

  it('leaves no file when the index cannot name it', async () => {
    const store = new FileObjectStore(
      directory,
      new UploadUrls('s'.repeat(32), 'http://127.0.0.1', systemClock),
      systemClock,
    );
    const upload = await store.multipart.start('b');
    const index = openIndex();
    for (const table of ['objects', 'parts']) {
      index.exec(
        `CREATE TRIGGER refuse_${table} BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, ` +
          `'no room'); END`,
      );
    }
    index.close();
    await expect(store.put('a', toStream(makeBytes(100_000)))).rejects.toThrow('no room');
    await expect(
      store.multipart.acceptPart(
        upload,
        { partNumber: 1, sizeBytes: 100_000 },
        toStream(makeBytes(100_000)),
      ),
    ).rejects.toThrow('no room');
    expect(listFiles()).toEqual([]);
    store.close();
  });

  it('leaves no file, and is said, when the bytes do not fit', async () => {
    const writer = new ObjectFileWriter(new ObjectFiles(path.join(directory, 'files')));
    const body = async function* body(): ByteStream {
      yield makeBytes(1000);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    await expect(writer.write(body())).rejects.toEqual(FULL);
    expect(listFiles()).toEqual([]);
  });
});
