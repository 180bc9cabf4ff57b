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
      for (const statement of Statement) {
        if (statement.Effect === 'Allow') {
          expect(JSON.stringify(statement.Principal)).not.toContain('*');
        }
      }
    },
  );

  it('keep what was overwritten for as long as asked, and uploads for a day', () => {
    const { LifecycleConfiguration, VersioningConfiguration } = synthesise({
      restorePeriod: Duration.days(7),
      captureRetention: Duration.days(3),
    }).one('AWS::S3::Bucket', 'StorageModels').Properties;
    expect(VersioningConfiguration).toEqual({ Status: 'Enabled' });
    const expire = (Id: string, Prefix: string, ExpirationInDays: number): object => ({
      Id,
      Prefix,
      Status: 'Enabled',
      ExpirationInDays,
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    });
    const forget = (Id: string, Prefix: string, NoncurrentDays: number): object => ({
      Id,
      Prefix,
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays },
    });
    expect(LifecycleConfiguration.Rules).toEqual([
      expire('expire-uploads', STORAGE.uploadsPrefix, STORAGE.uploadRetentionDays),
      expire('expire-submissions', STORAGE.submissionsPrefix, STORAGE.uploadRetentionDays),
      expire('expire-feedback', STORAGE.feedbackPrefix, 90),
      expire('expire-rollouts', STORAGE.rolloutsPrefix, 365),
      expire('expire-captures', STORAGE.capturesPrefix, 3),
      expire('expire-failed-captures', 'captures-failed/', 3),
      expire('expire-sketches', STORAGE.sketchesPrefix, 30),
      forget('expire-old-marks', STORAGE.bakingPrefix, 1),
      forget('expire-old-quota-marks', STORAGE.quotasPrefix, 1),
      forget('expire-old-baselines', STORAGE.driftPrefix, 1),
      forget('expire-old-versions', STORAGE.modelsPrefix, 7),
      {
        Id: 'tidy',
        Status: 'Enabled',
        ExpiredObjectDeleteMarker: true,
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
      },
    ]);
  });

  it('let nobody overwrite or delete what is registered without a condition', () => {
    const { Statement } = stack
      .all('AWS::S3::BucketPolicy')
      .map(({ Properties }) => Properties.PolicyDocument)
      .find((document) => JSON.stringify(document).includes('s3:if-match'));
    const guard = (sid: string): unknown =>
      Statement.find(({ Sid }: { Sid?: string }) => Sid === sid);
    const ofRegistry = {
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Resource: { 'Fn::Join': ['', [expect.anything(), '/models/*']] },
    };
    expect(guard('WritesHaveACondition')).toEqual({
      ...ofRegistry,
      Sid: 'WritesHaveACondition',
      Action: 's3:PutObject',
      Condition: {
        Null: { 's3:if-none-match': 'true', 's3:if-match': 'true' },
        Bool: { 's3:ObjectCreationOperation': 'true' },
      },
    });
    expect(guard('DeletesHaveACondition')).toEqual({
      ...ofRegistry,
      Sid: 'DeletesHaveACondition',
      Action: 's3:DeleteObject',
      Condition: { Null: { 's3:if-match': 'true' } },
    });
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
    const foreign = stack
      .all('AWS::Lambda::Function')
      .filter(({ Properties }) => Properties.PackageType !== 'Image');
    expect(foreign).toEqual([]);
  });
});

describe('what holds state', () => {
  const types = ['AWS::S3::Bucket', 'AWS::Logs::LogGroup', 'AWS::KMS::Key'];

  it('outlives the stack by default, and goes with it when asked', () => {
    const destroyed = synthesise({ removalPolicy: RemovalPolicy.DESTROY });
    for (const type of types) {
      expect(stack.all(type).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(
        stack.all(type).map(() => expect.stringMatching(/^Retain/)),
      );
      expect(destroyed.all(type).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(
        stack.all(type).map(() => 'Delete'),
      );
    }
  });

  it('keeps logs for as long as asked', () => {
    for (const { Properties } of synthesise({ logRetention: RetentionDays.ONE_YEAR }).all(
      'AWS::Logs::LogGroup',
    )) {
      expect(Properties.RetentionInDays).toBe(365);
    }
  });
});
