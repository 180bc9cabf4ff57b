import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileObjectStore } from '../../layers/maas/adapters/files/file-object-store.ts';
import { UploadUrls } from '../../layers/maas/adapters/files/upload-url.ts';
import { expireUploads } from '../../local/expire-uploads.ts';

const HOUR_MS = 3_600_000;
let directory: string;
let stores: FileObjectStore[];

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'maas-expire-'));
  stores = [];
});
afterEach(() => {
  for (const store of stores) store.close();
  rmSync(directory, { recursive: true, force: true });
});

/** The same store, by so many hours later. */
function open(hours = 0): FileObjectStore {
  const clock = { nowMs: (): number => Date.now() + hours * HOUR_MS };
  const store = new FileObjectStore(
    directory,
    new UploadUrls('s'.repeat(32), 'http://127.0.0.1', clock),
    clock,
  );
  stores.push(store);
  return store;
}

const listAll = async (store: FileObjectStore): Promise<readonly string[]> =>
  (await store.list('')).keys;

describe('uploads on one machine', () => {
  it('go after a day, and nothing else does, when nobody completed them', async () => {
    const store = open();
    const keys = [
      'models/m/model.json',
      'submissions/waiting/2.json',
      'uploads/m/1/model.onnx',
      'uploads/waiting/2/model.onnx',
      'uploads/waiting/3/a/b.txt',
    ];
    for (const key of keys) await store.put(key, Buffer.from('x'));
    await expireUploads(open(23));
    expect(await listAll(store)).toEqual(keys);
    await expireUploads(open(25));
    expect(await listAll(store)).toEqual([
      'models/m/model.json',
      'submissions/waiting/2.json',
      'uploads/waiting/2/model.onnx',
    ]);
  });

  it('are there in a store that was made before they had a time', async () => {
    await open().put('models/m/model.json', Buffer.from('x'));
    stores.pop()?.close();
    const database = new DatabaseSync(path.join(directory, 'objects.sqlite'));
    database.exec('ALTER TABLE objects DROP COLUMN writtenAtMs');
    database.close();
    expect(await listAll(open())).toEqual(['models/m/model.json']);
  });
});
