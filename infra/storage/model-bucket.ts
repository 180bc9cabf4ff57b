import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { acknowledge } from '../acknowledge.ts';

export interface ModelBucketProps {
  readonly logRetention: RetentionDays;
  readonly restorePeriod: Duration;
  readonly removalPolicy: RemovalPolicy;
}

/** Where access logs stand in the log bucket. */
export const LOG_PREFIXES = { bucket: 'bucket/', gateway: 'gateway/' } as const;

/** Parts of a large upload that nobody finished. */
const ABANDONED_PARTS_DAYS = 2;

/** The registry: one bucket for records, bundles and uploads, and beside it one for the logs of who accessed what. */
export class ModelBucket extends Construct {
  readonly bucket: Bucket;
  readonly logBucket: Bucket;

  constructor(
    scope: Construct,
    id: string,
    { logRetention, restorePeriod, removalPolicy }: ModelBucketProps,
  ) {
    super(scope, id);
    const shared = {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy,
    };
    this.logBucket = new Bucket(this, 'Logs', {
      ...shared,
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
      versioned: true,
      serverAccessLogsBucket: this.logBucket,
      serverAccessLogsPrefix: LOG_PREFIXES.bucket,
      lifecycleRules: [
        ...[STORAGE.uploadsPrefix, STORAGE.submissionsPrefix].map((prefix) => ({
          id: `expire-${prefix.slice(0, -1)}`,
          prefix,
          expiration: Duration.days(STORAGE.uploadRetentionDays),
          noncurrentVersionExpiration: Duration.days(1),
        })),
        {
          id: 'expire-old-versions',
          prefix: STORAGE.modelsPrefix,
          noncurrentVersionExpiration: restorePeriod,
        },
        {
          id: 'tidy',
          expiredObjectDeleteMarker: true,
          abortIncompleteMultipartUploadAfter: Duration.days(ABANDONED_PARTS_DAYS),
        },
      ],
    });
    // By the L1 property: `eventBridgeEnabled` would add a function of CDK's own with a role of its own.
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
  }
}

/** RetentionDays are days, except for the one that means for ever. */
function toDuration(retention: RetentionDays): Duration | undefined {
  const FOR_EVER = 9999;
  return (retention as number) === FOR_EVER ? undefined : Duration.days(retention);
}
