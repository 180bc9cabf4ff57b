/**
 * A process of its own on a folder of objects: `node store-process.ts <what it does> <folder>`.
 * Prints a line when it is where the test wants it.
 */
import path from 'node:path';
import { FileObjectStore } from '../../layers/maas/adapters/files/file-object-store.ts';
import { IndexDatabase } from '../../layers/maas/adapters/files/index-database.ts';
import { ObjectEntries } from '../../layers/maas/adapters/files/object-entries.ts';
import { ObjectIndex } from '../../layers/maas/adapters/files/object-index.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';
import { UploadUrls } from '../../layers/maas/adapters/files/upload-url.ts';
import { RecordStore } from '../../layers/maas/core/registry/record-store.ts';
import { Registry } from '../../layers/maas/core/registry/registry.ts';

const ROUNDS = 20;
const [doing = '', directory = ''] = process.argv.slice(2);
const openStore = (): FileObjectStore =>
  new FileObjectStore(
    directory,
    new UploadUrls('s'.repeat(32), 'http://127.0.0.1', systemClock),
    systemClock,
  );

const ACTIONS: Record<string, () => Promise<unknown>> = {
  /** Changes one record and takes version numbers, among others who do. */
  async work() {
    const store = openStore();
    const registry = new Registry(store, systemClock);
    const records = new RecordStore(store);
    await records.create('counter.json', { count: 0 });
    const versions: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await records.update<{ count: number }>('counter.json', ({ count }) => ({
        count: count + 1,
      }));
      versions.push((await registry.createVersion('m', { uploads: [] })).version);
    }
    console.log(JSON.stringify(versions));
  },
  /** Stops for good with half an object written. */
  async 'half-written'() {
    await openStore().put(
      'a',
      (async function* () {
        yield Buffer.alloc(1024 * 1024);
        console.log('half');
        await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));
      })(),
    );
  },
  /** Stops for good with the index locked and a change made, but not committed. */
  async 'half-changed'() {
    openStore();
    const database = new IndexDatabase(path.join(directory, 'objects.sqlite'));
    database.transact(() => {
      new ObjectIndex(database, new ObjectEntries(database)).put(
        'a',
        { etag: 'bad', sizeBytes: 3, body: Buffer.from('bad'), files: [] },
        {},
      );
      process.stdout.write('half\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });
  },
};

await ACTIONS[doing]?.();
