import { describe, expect, it } from '@jest/globals';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { synthesise } from './synthesise.ts';

const stack = synthesise();
const models = stack.one('AWS::S3::Bucket', 'StorageModels');

describe('buckets', () => {
  it.each(stack.all('AWS::S3::Bucket'))(
    '$id is private, encrypted, and takes TLS only',
    ({ id, Properties }) => {
      expect(Properties).toMatchObject({
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
          ],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      });
      const { Statement } =
        stack.all('AWS::S3::BucketPolicy').find((policy) => policy.Properties.Bucket.Ref === id)
          ?.Properties.PolicyDocument ?? {};
      expect(Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
      for (const statement of Statement)
        if (statement.Effect === 'Allow')
          expect(JSON.stringify(statement.Principal)).not.toContain('*');
    },
  );

  it('keep what was overwritten for as long as asked, and uploads for a day', () => {
    const { LifecycleConfiguration, VersioningConfiguration } = synthesise({
      restorePeriod: Duration.days(7),
    }).one('AWS::S3::Bucket', 'StorageModels').Properties;
    expect(VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(LifecycleConfiguration.Rules).toEqual([
      {
        Id: 'expire-uploads',
        Prefix: STORAGE.uploadsPrefix,
        Status: 'Enabled',
        ExpirationInDays: STORAGE.uploadRetentionDays,
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
      {
        Id: 'expire-submissions',
        Prefix: STORAGE.submissionsPrefix,
        Status: 'Enabled',
        ExpirationInDays: STORAGE.uploadRetentionDays,
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
      {
        Id: 'expire-old-versions',
        Prefix: STORAGE.modelsPrefix,
        Status: 'Enabled',
        NoncurrentVersionExpiration: { NoncurrentDays: 7 },
      },
      {
        Id: 'tidy',
        Status: 'Enabled',
        ExpiredObjectDeleteMarker: true,
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
      },
    ]);
  });

  it('log who accessed the registry, for as long as logs are kept', () => {
    expect(models.Properties.LoggingConfiguration).toEqual({
      DestinationBucketName: { Ref: stack.one('AWS::S3::Bucket', 'StorageLogs').id },
      LogFilePrefix: 'bucket/',
    });
    const [week, forEver] = [RetentionDays.ONE_WEEK, RetentionDays.INFINITE].map(
      (logRetention) =>
        synthesise({ logRetention }).one('AWS::S3::Bucket', 'StorageLogs').Properties
          .LifecycleConfiguration.Rules[0],
    );
    expect(week).toMatchObject({ ExpirationInDays: 7 });
    expect(forEver).not.toHaveProperty('ExpirationInDays');
  });

  it("tell EventBridge of new objects without a function of CDK's own", () => {
    expect(models.Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    expect(stack.all('AWS::Lambda::Function')).toHaveLength(5);
  });
});

describe('what holds state', () => {
  const types = ['AWS::S3::Bucket', 'AWS::Logs::LogGroup', 'AWS::KMS::Key'];

  it('outlives the stack by default, and goes with it when asked', () => {
    const destroyed = synthesise({ removalPolicy: RemovalPolicy.DESTROY });
    for (const type of types) {
      expect(stack.all(type).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(
        stack.all(type).map(() => 'Retain'),
      );
      expect(destroyed.all(type).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(
        stack.all(type).map(() => 'Delete'),
      );
    }
  });

  it('keeps logs for as long as asked', () => {
    for (const { Properties } of synthesise({ logRetention: RetentionDays.ONE_YEAR }).all(
      'AWS::Logs::LogGroup',
    ))
      expect(Properties.RetentionInDays).toBe(365);
  });
});
