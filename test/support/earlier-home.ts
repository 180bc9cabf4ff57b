import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FileObjectStore } from '../../layers/maas/adapters/files/file-object-store.ts';
import { UploadUrls } from '../../layers/maas/adapters/files/upload-url.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';
import type { ObjectStore } from '../../layers/maas/core/ports/object-store.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Files that hold the demo model, which stands once in this project. */
const DEMO_FILES: Readonly<Record<string, readonly string[]>> = {
  eb723bd: ['924ac1ae-6ec0-45b3-809c-8187373057a8', 'ade321bb-79cb-4304-aae0-970eee826f10'],
};

/** A copy of the home that a release wrote, as it left it: see `test/fixtures/homes`. */
export function copyEarlierHome(release: string): string {
  const home = path.join(mkdtempSync(path.join(tmpdir(), 'maas-earlier-')), 'home');
  cpSync(path.join(ROOT, 'test/fixtures/homes', release), home, { recursive: true });
  mkdirSync(path.join(home, 'tmp')); // empty, so git has none
  for (const name of DEMO_FILES[release] ?? []) {
    copyFileSync(
      path.join(ROOT, 'examples/sentiment/model.onnx'),
      path.join(home, 'store/files', name),
    );
  }
  return home;
}

/** The objects that a release kept in its home, put into another store under the same keys. */
export async function copyEarlierObjects(
  release: string,
  target: Pick<ObjectStore, 'put'>,
): Promise<void> {
  const home = copyEarlierHome(release);
  const secret = readFileSync(path.join(home, 'secret'), 'utf8');
  const urls = new UploadUrls(secret, 'http://127.0.0.1:1', systemClock);
  const store = new FileObjectStore(path.join(home, 'store'), urls, systemClock);
  for (const key of (await store.list('')).keys) {
    const object = await store.get(key);
    if (object && object !== 'unchanged') await target.put(key, object.bytes);
  }
  store.close();
  rmSync(path.dirname(home), { recursive: true });
}
