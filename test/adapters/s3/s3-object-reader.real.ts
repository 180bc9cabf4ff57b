import { beforeAll, describe, expect, it } from '@jest/globals';
import { S3ObjectReader } from '../../../layers/maas/adapters/s3/s3-object-reader.ts';
import { S3ObjectStore } from '../../../layers/maas/adapters/s3/s3-object-store.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { describeObjectReader } from '../../suites/object-reader-suite.ts';
import { createBucket, useServer } from '../../tools/s3-servers.ts';

describe.each(['RADOSGW_URL', 'MOTO_URL'] as const)('%s', (server) => {
  let bucket: string;
  beforeAll(async () => {
    useServer(server);
    bucket = await createBucket();
  });

  describeObjectReader(`signed GETs, ${server}`, {
    open: async () => {
      const store = new S3ObjectStore({ bucket, pathStyle: true, clock: systemClock });
      return {
        reader: new S3ObjectReader({ bucket, pathStyle: true, clock: systemClock }),
        put: (key, bytes) => store.put(key, bytes),
      };
    },
  });

  it('throws when the bucket does not exist', async () => {
    await expect(
      new S3ObjectReader({ bucket: 'no-such-bucket', pathStyle: true, clock: systemClock }).get(
        'a',
      ),
    ).rejects.toMatchObject({ status: 404, code: 'NoSuchBucket' });
  });
});

it('is refused when the secret is wrong', async () => {
  useServer('RADOSGW_URL');
  const environment = { ...process.env, AWS_SECRET_ACCESS_KEY: 'wrong' };
  await expect(
    new S3ObjectReader({
      bucket: await createBucket(),
      pathStyle: true,
      clock: systemClock,
      environment,
    }).get('a'),
  ).rejects.toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
});
