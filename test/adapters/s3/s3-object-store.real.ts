import { beforeAll, describe } from '@jest/globals';
import { S3ObjectStore } from '../../../layers/maas/adapters/s3/s3-object-store.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { describeObjectStore, type Gap } from '../../suites/object-store-suite.ts';
import { sendRequest } from '../../support/send-request.ts';
import { createBucket, useServer } from '../../tools/s3-servers.ts';

describe.each([
  [
    'RADOSGW_URL',
    [
      'upload SHA-256',
      'SHA-256 of an object',
      'if-absent on parts',
      'if-match on parts',
      'if-absent on completion',
      'completion of an aborted upload',
      'ETag of parts',
    ],
  ],
  [
    'MOTO_URL',
    [
      'upload size',
      'upload SHA-256',
      'SHA-256 of an object',
      'upload signature',
      'upload expiry',
      'if-match on parts',
      'completion of an aborted upload',
    ],
  ],
] as const satisfies readonly (readonly ['RADOSGW_URL' | 'MOTO_URL', readonly Gap[]])[])(
  '%s',
  (server, gaps) => {
    let bucket: string;
    beforeAll(async () => {
      useServer(server);
      bucket = await createBucket();
    });
    describeObjectStore(server, {
      open: async (clock = systemClock) => new S3ObjectStore({ bucket, pathStyle: true, clock }),
      send: sendRequest,
      gaps,
    });
  },
);
