import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { FileObjectReader } from '../../layers/maas/adapters/files/file-object-reader.ts';
import { FileObjectStore } from '../../layers/maas/adapters/files/file-object-store.ts';
import { S3ObjectReader } from '../../layers/maas/adapters/s3/s3-object-reader.ts';
import { S3ObjectStore } from '../../layers/maas/adapters/s3/s3-object-store.ts';
import { systemClock } from '../../layers/maas/adapters/system-clock.ts';
import { composeReader } from '../../layers/maas/compose/compose-reader.ts';
import { composeStore } from '../../layers/maas/compose/compose-store.ts';
import type { StoreSettings } from '../../layers/maas/compose/settings.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'maas-compose-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const BUCKET: StoreSettings = { kind: 's3', bucket: 'b', pathStyle: true };
const FOLDER: StoreSettings = {
  kind: 'files',
  directory,
  secret: 's'.repeat(32),
  url: 'http://127.0.0.1:8080',
};

describe('the store and its reader', () => {
  it('are what the settings say', async () => {
    expect(await composeStore(BUCKET, systemClock)).toBeInstanceOf(S3ObjectStore);
    expect(await composeReader(BUCKET, systemClock)).toBeInstanceOf(S3ObjectReader);
    expect(await composeStore(FOLDER, systemClock)).toBeInstanceOf(FileObjectStore);
    const reader = await composeReader(FOLDER, systemClock);
    expect(reader).toBeInstanceOf(FileObjectReader);
    expect(reader).not.toBeInstanceOf(FileObjectStore);
  });

  it.each([
    [
      'the secret is short',
      { secret: 'short' },
      'MAAS_STORE_SECRET needs 32 bytes or more; got 5.',
    ],
    [
      'the address is none',
      { url: 'here' },
      "MAAS_STORE_URL is the gateway's address, as http://127.0.0.1:8080; got 'here'.",
    ],
  ])('are refused when %s', async (_, wrong, message) => {
    await expect(composeStore({ ...FOLDER, ...wrong }, systemClock)).rejects.toThrow(message);
  });
});
