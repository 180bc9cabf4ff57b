import { Aws, DefaultStackSynthesizer, Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { WebFunctionCode } from 'aws-cdk-lib/aws-lambda';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge, toFindingText } from '../findings/acknowledge.ts';
import { requireWebPackage } from '../image/web-package.ts';
import { LOG_PREFIXES, toBucketPolicy } from './model-bucket.ts';

export interface WebCodeProps {
  readonly webPackage: string;
  readonly logBucket: IBucket;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey;
}

/** The id of CDK's own function begins with it. */
const COPY = 'Custom::S3ObjectCopy';
const COPY_REASON =
  "CDK's own, which copies the package while the stack is deployed and is called by nothing else; " +
  'CloudFormation waits for it, and fails with it.';
/** Code that was deployed before is deleted with it; for so long it can be had back. */
const OLD_CODE_DAYS = 30;

/** The code of a web function, which Lambda reads from a bucket whenever an environment starts. */
export class WebCode extends Construct {
  readonly code: WebFunctionCode;
  readonly #bucket: Bucket;

  constructor(scope: Construct, id: string, props: WebCodeProps) {
    super(scope, id);
    const { logBucket, removalPolicy, encryptionKey, logRetention: retention } = props;
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true, // a revision keeps to a version
      removalPolicy: toBucketPolicy(removalPolicy),
      serverAccessLogsBucket: logBucket,
      serverAccessLogsPrefix: LOG_PREFIXES.code,
      ...(encryptionKey
        ? { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      lifecycleRules: [
        {
          id: 'expire-old-code',
          noncurrentVersionExpiration: Duration.days(OLD_CODE_DAYS),
          expiredObjectDeleteMarker: true,
        },
      ],
    });
    const logGroup = new LogGroup(this, 'CopyLogs', { retention, removalPolicy, encryptionKey });
    this.code = WebFunctionCode.fromAssetToProvidedBucket(
      bucket,
      requireWebPackage(props.webPackage),
      { copyOptions: { logGroup } },
    );
    this.#bucket = bucket;
  }

  /**
   * Accepts what is found of the function of CDK's that copies the package from where CDK lays assets:
   * it is there once the web function is. It runs while a stack is deployed, and never else.
   */
  acknowledgeCopy(): void {
    const stack = Stack.of(this);
    const copies = stack.node.children.filter(({ node }) => node.id.startsWith(COPY));
    const qualifier =
      stack.synthesizer.bootstrapQualifier ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
    const assets = `cdk-${qualifier}-assets-${stack.account}-${stack.region}`;
    const bucketId = stack.getLogicalId(this.#bucket.node.defaultChild as CfnBucket);
    const logs = 'service-role/AWSLambdaBasicExecutionRole';
    for (const rule of [
      `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${logs}]`,
      `AwsSolutions-IAM5[Resource::${toFindingText(this, `arn:${Aws.PARTITION}:s3:::${assets}/*`)}]`,
      `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/web-function/*]`,
      'AwsSolutions-IAM5[Action::s3:Abort*]',
      'AwsSolutions-IAM5[Action::s3:DeleteObject*]',
      ...['AwsSolutions-L1', 'Serverless-LambdaDefaultMemorySize'],
      ...['Serverless-LambdaDLQ', 'Serverless-LambdaTracing'],
    ]) {
      for (const copy of copies) acknowledge(copy, rule, COPY_REASON);
    }
  }
}
