import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

/** The real S3 servers of the tests, by the variable that holds their address. */
const SERVERS = {
  RADOSGW_URL:
    'start one with `bash test/tools/radosgw-up.sh DIR PORT` (Debian: radosgw ceph-mon ' +
    'ceph-osd) and set it to http://127.0.0.1:PORT',
  MOTO_URL:
    'start one with `moto_server -H 127.0.0.1 -p PORT` (pip: moto[server]) and set it to ' +
    'http://127.0.0.1:PORT',
} as const;

/** The first is radosgw's, which checks it; moto takes any. */
const KEY = {
  AWS_ACCESS_KEY_ID: 'AKTEST',
  AWS_SECRET_ACCESS_KEY: 'SKTEST',
  AWS_REGION: 'us-east-1',
} as const;

/**
 * Points the AWS SDK, and all that reads the same variables, at a server.
 * @throws Error when its address is not set
 */
export function useServer(variable: keyof typeof SERVERS): void {
  const url = process.env[variable];
  if (!url) throw new Error(`${variable} is not set: ${SERVERS[variable]}.`);
  Object.assign(process.env, KEY, { AWS_ENDPOINT_URL: url });
}

/** A new bucket on the server in use. */
export async function createBucket(): Promise<string> {
  const bucket = `maas-${randomUUID()}`;
  await new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: bucket }));
  return bucket;
}
