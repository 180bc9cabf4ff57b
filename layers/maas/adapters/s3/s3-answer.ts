import { S3ServiceException } from '@aws-sdk/client-s3';

/** Without the quotes. */
export function toEtag(quoted: string | undefined): string {
  return quoted?.replaceAll('"', '') ?? '';
}

export function findStatus(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
