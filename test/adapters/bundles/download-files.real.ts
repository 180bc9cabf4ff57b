/** Files that are fetched from real S3 servers: RADOSGW_URL, MOTO_URL. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { downloadFiles } from '../../../layers/maas/adapters/bundles/download-files.ts';
import { S3ObjectReader } from '../../../layers/maas/adapters/s3/s3-object-reader.ts';
import { S3ObjectStore } from '../../../layers/maas/adapters/s3/s3-object-store.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { RANGE_BYTES } from '../../../layers/maas/core/file-ranges.ts';
import { FileDigest } from '../../../layers/maas/core/ingest/file-digest.ts';
import { makeBytes } from '../../suites/object-store/bodies.ts';
import { createBucket, useServer } from '../../tools/s3-servers.ts';

const BYTES = makeBytes(9 * RANGE_BYTES + 3);
const DAMAGED = Buffer.from(BYTES);
DAMAGED[5 * RANGE_BYTES] = (BYTES[5 * RANGE_BYTES] ?? 0) ^ 1;
const FILE = { path: 'model.onnx', ...FileDigest.of(BYTES) };

describe.each(['RADOSGW_URL', 'MOTO_URL'] as const)('downloadFiles, %s', (server) => {
  let folder: string;
  let reader: S3ObjectReader;

  beforeAll(async () => {
    useServer(server);
    folder = mkdtempSync(path.join(tmpdir(), 'maas-download-'));
    const bucket = await createBucket();
    const store = new S3ObjectStore({ bucket, pathStyle: true, clock: systemClock });
    await store.put('right', BYTES);
    await store.put('damaged', DAMAGED);
    reader = new S3ObjectReader({ bucket, pathStyle: true, clock: systemClock });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('brings the bytes that were written', async () => {
    await downloadFiles({ reader }, [{ ...FILE, key: 'right' }], path.join(folder, 'right'));
    expect(readFileSync(path.join(folder, 'right/model.onnx')).equals(BYTES)).toBe(true);
  });

  it('throws, naming the range, when one bit of the object is another', async () => {
    const failed = downloadFiles(
      { reader },
      [{ ...FILE, key: 'damaged' }],
      path.join(folder, 'wrong'),
    );
    await expect(failed).rejects.toThrow(
      `The bytes ${5 * RANGE_BYTES} to ${6 * RANGE_BYTES - 1} of the stored file 'model.onnx'`,
    );
  });
});
