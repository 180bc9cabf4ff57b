import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { FileObjectStore } from '../../../layers/maas/adapters/files/file-object-store.ts';
import { LocalWorkspace } from '../../../layers/maas/adapters/local-workspace.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { UploadUrls } from '../../../layers/maas/adapters/files/upload-url.ts';
import { fetchUploads } from '../../../layers/maas/core/ingest/fetch-uploads.ts';
import { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { uploadBundle } from '../../../layers/maas/core/registry/upload-bundle.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'maas-fetch-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const listOpenFiles = (): string[] =>
  readdirSync('/proc/self/fd').map((name) => `/proc/self/fd/${name}`);

(process.platform === 'linux' ? it : it.skip)(
  'leaves no file open when the disk takes no folder for it',
  async () => {
    const store = new FileObjectStore(
      path.join(directory, 'store'),
      new UploadUrls('s'.repeat(32), 'http://127.0.0.1', systemClock),
      systemClock,
    );
    const record = await uploadBundle(
      new Registry(store, systemClock),
      'm',
      [
        { path: 'data/weights.bin', content: Buffer.alloc(100_000) },
        { path: 'model.onnx', content: Buffer.alloc(1) },
      ],
      {},
    );
    const folder = await new LocalWorkspace(path.join(directory, 'work')).open();
    writeFileSync(path.join(folder.path, 'data'), '');
    const before = listOpenFiles().length;
    await expect(fetchUploads(store, record, folder)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(listOpenFiles()).toHaveLength(before);
    store.close();
  },
);
