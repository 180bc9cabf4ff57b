import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeObjects } from '../findings/acknowledge.ts';

export interface DeliveryRoleProps {
  readonly description: string;
  readonly bucket: IBucket;
  /** The prefixes under which objects are laid. */
  readonly prefixes: readonly string[];
  /** The bucket's key, if it is not S3's own. */
  readonly encryptionKey?: IKey;
}

/** Creates the role that lets Firehose lay its objects into a bucket. */
export function createDeliveryRole(
  scope: Construct,
  { description, bucket, prefixes, encryptionKey }: DeliveryRoleProps,
): Role {
  const statements = [
    new PolicyStatement({
      actions: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'],
      resources: prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
    }),
    new PolicyStatement({
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [bucket.bucketArn],
    }),
  ];
  if (encryptionKey) {
    statements.push(
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [encryptionKey.keyArn],
      }),
    );
  }
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('firehose.amazonaws.com'),
    description,
    inlinePolicies: { WriteLog: new PolicyDocument({ statements }) },
  });
  for (const prefix of prefixes) {
    acknowledgeObjects(
      role,
      bucket,
      prefix,
      'Firehose names its objects by time, below one prefix.',
    );
  }
  return role;
}

/** The encryption of data that Firehose has not delivered yet. */
export function toStreamEncryption(encryptionKey: IKey | undefined): {
  readonly keyType: string;
  readonly keyArn?: string;
} {
  return encryptionKey
    ? { keyType: 'CUSTOMER_MANAGED_CMK', keyArn: encryptionKey.keyArn }
    : { keyType: 'AWS_OWNED_CMK' };
}
