import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type CorsRule,
  HttpMethods,
  ObjectOwnership,
  type LifecycleRule,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { CORS } from '../../layers/maas/contract/gateway.ts';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { acknowledge } from '../findings/acknowledge.ts';
import { FAILED_PREFIX } from './capture-stream.ts';

export interface ModelBucketProps {
  readonly logRetention: RetentionDays;
  readonly restorePeriod: Duration;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey;
  readonly corsOrigins: readonly string[];
  readonly captureRetention: Duration;
}

/** Access logs stand under these prefixes in the log bucket. */
export const LOG_PREFIXES = { bucket: 'bucket/', gateway: 'gateway/', code: 'code/' } as const;

/** Parts of a large upload that nobody finished. */
const ABANDONED_PARTS_DAYS = 2;

/**
 * The registry: one bucket for records, bundles and uploads, and beside it one for the logs of who
 * accessed what.
 */
export class ModelBucket extends Construct {
  readonly bucket: Bucket;
  readonly logBucket: Bucket;

  constructor(scope: Construct, id: string, props: ModelBucketProps) {
    super(scope, id);
    const { logRetention, removalPolicy, encryptionKey, corsOrigins } = props;
    const shared = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: toBucketPolicy(removalPolicy),
    };
    this.logBucket = new Bucket(this, 'Logs', {
      ...shared,
      // S3 delivers access logs to no bucket that is encrypted otherwise.
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [
        {
          id: 'expire',
          expiration: toDuration(logRetention),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    acknowledge(
      this.logBucket,
      'AwsSolutions-S1',
      'It is the bucket that access logs go to; logging its own accesses would log the logging.',
    );
    this.bucket = new Bucket(this, 'Models', {
      ...shared,
      ...(encryptionKey
        ? { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      ...(corsOrigins.length > 0 ? { cors: [toCorsRule(corsOrigins)] } : {}),
      versioned: true,
      serverAccessLogsBucket: this.logBucket,
      serverAccessLogsPrefix: LOG_PREFIXES.bucket,
      lifecycleRules: toLifecycle(props),
    });
    guardRegistry(this.bucket);
    // By the L1 property: `eventBridgeEnabled` would add a function of CDK's own with a role of its
    // own.
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
  }
}

/** Expires what a prefix holds after so many days, whoever wrote it. */
function expire(id: string, prefix: string, expiration: Duration): LifecycleRule {
  return { id, prefix, expiration, noncurrentVersionExpiration: Duration.days(1) };
}

function toLifecycle({ restorePeriod, captureRetention }: ModelBucketProps): LifecycleRule[] {
  const days = (count: number): Duration => Duration.days(count);
  return [
    ...[STORAGE.uploadsPrefix, STORAGE.submissionsPrefix].map((prefix) =>
      expire(`expire-${prefix.slice(0, -1)}`, prefix, days(STORAGE.uploadRetentionDays)),
    ),
    expire('expire-feedback', STORAGE.feedbackPrefix, days(STORAGE.feedbackRetentionDays)),
    expire('expire-rollouts', STORAGE.rolloutsPrefix, days(STORAGE.rolloutRetentionDays)),
    expire('expire-captures', STORAGE.capturesPrefix, captureRetention),
    expire('expire-failed-captures', FAILED_PREFIX, captureRetention),
    expire('expire-sketches', STORAGE.sketchesPrefix, days(STORAGE.sketchRetentionDays)),
    ...[
      { id: 'expire-old-marks', prefix: STORAGE.bakingPrefix },
      { id: 'expire-old-quota-marks', prefix: STORAGE.quotasPrefix },
      { id: 'expire-old-baselines', prefix: STORAGE.driftPrefix },
    ].map((marks) => ({ ...marks, noncurrentVersionExpiration: Duration.days(1) })),
    {
      id: 'expire-old-versions',
      prefix: STORAGE.modelsPrefix,
      noncurrentVersionExpiration: restorePeriod, // what was deleted or overwritten comes back
    },
    {
      id: 'tidy',
      expiredObjectDeleteMarker: true,
      abortIncompleteMultipartUploadAfter: Duration.days(ABANDONED_PARTS_DAYS),
    },
  ];
}

/**
 * Records and bundles are created, changed and deleted under a condition only, as this service
 * does it each time: a tool with all of S3's permissions, used by mistake, changes no READY
 * version. Old versions of objects, by their ids, and the lifecycle are not concerned.
 */
function guardRegistry(bucket: Bucket): void {
  const shared = {
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    resources: [bucket.arnForObjects(`${STORAGE.modelsPrefix}*`)],
  };
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...shared,
      sid: 'WritesHaveACondition',
      actions: ['s3:PutObject'],
      conditions: {
        Null: { 's3:if-none-match': 'true', 's3:if-match': 'true' },
        // Not the parts of an upload, which take none: its completion does.
        Bool: { 's3:ObjectCreationOperation': 'true' },
      },
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...shared,
      sid: 'DeletesHaveACondition',
      actions: ['s3:DeleteObject'],
      conditions: { Null: { 's3:if-match': 'true' } },
    }),
  );
}

/**
 * A bucket stays even of a first deploy that failed: it may have an object by then, at which the
 * rollback would stop, and an empty one costs nothing.
 */
export function toBucketPolicy(policy: RemovalPolicy): RemovalPolicy {
  return policy === RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE ? RemovalPolicy.RETAIN : policy;
}

/** Lets a page PUT to signed addresses, and read which parts were taken. */
function toCorsRule(origins: readonly string[]): CorsRule {
  return {
    allowedOrigins: [...origins],
    allowedMethods: [HttpMethods.PUT],
    allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
    exposedHeaders: ['ETag', 'x-amz-checksum-sha256'],
    maxAge: CORS.maxAgeSeconds,
  };
}

/** RetentionDays are days, except for the one that means for ever. */
function toDuration(retention: RetentionDays): Duration | undefined {
  const FOR_EVER = 9999;
  return (retention as number) === FOR_EVER ? undefined : Duration.days(retention);
}
