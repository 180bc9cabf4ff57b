import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { LIMITS } from '../../contract/limits.ts';
import type { CaptureObjects } from '../../core/capture/captured-lines.ts';
import type { ListOptions, ObjectPage, ObjectStore } from '../../core/ports/object-store.ts';

const unpack = promisify(gunzip);

/** Captures in the bucket, where Firehose packs them. */
export class StoreCaptures implements CaptureObjects {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  list(prefix: string, options?: ListOptions): Promise<ObjectPage> {
    return this.#store.list(prefix, options);
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    const found = await this.#store.get(key);
    if (found === undefined || found === 'unchanged') return undefined;
    const { bytes } = found;
    return key.endsWith('.gz')
      ? unpack(bytes, { maxOutputLength: LIMITS.captureObjectBytes })
      : bytes;
  }

  delete(key: string): Promise<void> {
    return this.#store.delete(key);
  }
}
