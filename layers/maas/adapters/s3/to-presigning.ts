import type { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { PresignedPut } from '../../core/ports/presigned-put.ts';

type Presigning = NonNullable<Parameters<typeof getSignedUrl>[2]>;

/** Has the headers of an upload signed as such: in the query S3 would ignore them. */
export function toPresigning(
  headers: PresignedPut['headers'],
  expiresInSeconds: number,
  nowMs: number,
): Presigning {
  const names = new Set(Object.keys(headers));
  return {
    expiresIn: expiresInSeconds,
    signingDate: new Date(nowMs),
    signableHeaders: names,
    unhoistableHeaders: names,
  };
}
