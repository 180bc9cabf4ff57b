import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { acknowledgeObjects } from '../findings/acknowledge.ts';

/** Which prefixes of the bucket a function may use, and how. */
export interface StoreAccess {
  readonly get?: readonly string[];
  readonly put?: readonly string[];
  readonly delete?: readonly string[];
  /** Give up what is on its way in parts. */
  readonly abort?: readonly string[];
  /** See which parts of an upload have come. */
  readonly listParts?: readonly string[];
  /** Also makes an absent object read as 404 rather than as 403. */
  readonly list: readonly string[];
}

const OBJECT_ACTIONS = {
  get: ['s3:GetObject'],
  put: ['s3:PutObject'],
  delete: ['s3:DeleteObject'],
  abort: ['s3:AbortMultipartUpload'],
  listParts: ['s3:ListMultipartUploadParts'],
} as const;

/**
 * Exactly these actions on exactly these prefixes: `bucket.grantRead` and its like would give
 * wildcards.
 */
export function grantStore(role: Role, bucket: IBucket, access: StoreAccess): void {
  for (const [kind, actions] of Object.entries(OBJECT_ACTIONS)) {
    const prefixes = access[kind as keyof typeof OBJECT_ACTIONS] ?? [];
    if (prefixes.length > 0) {
      role.addToPolicy(
        new PolicyStatement({
          actions: [...actions],
          resources: prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
        }),
      );
    }
  }
  role.addToPolicy(
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      // "IfExists", because S3 also asks for this permission when a GET finds no object, and such a
      // request has no prefix.
      conditions: {
        StringLikeIfExists: { 's3:prefix': access.list.map((prefix) => `${prefix}*`) },
      },
    }),
  );
  for (const prefix of new Set([
    ...(access.get ?? []),
    ...(access.put ?? []),
    ...(access.delete ?? []),
    ...(access.abort ?? []),
    ...(access.listParts ?? []),
  ])) {
    acknowledgeObjects(
      role,
      bucket,
      prefix,
      `Keys below ${prefix} are named by models and versions, which are not known beforehand.`,
    );
  }
}
