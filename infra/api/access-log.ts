import { Names } from 'aws-cdk-lib';
import { FirehoseLogDestination, type IAccessLogDestination } from 'aws-cdk-lib/aws-apigateway';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeObjects } from '../acknowledge.ts';
import { LOG_PREFIXES } from '../storage/model-bucket.ts';

/** API Gateway writes to streams of this beginning only. */
const STREAM_NAME_PREFIX = 'amazon-apigateway-';
const STREAM_NAME_LENGTH = 64;

/**
 * The API's access log, as lines of JSON in the log bucket.
 * By Firehose: for CloudWatch Logs, API Gateway wants a role in the settings of the whole account and region, which a stack should not
 * write, and without which the first deployment into a new account would fail.
 */
export class AccessLog extends Construct {
  readonly destination: IAccessLogDestination;

  constructor(scope: Construct, id: string, logBucket: IBucket) {
    super(scope, id);
    const objects = logBucket.arnForObjects(`${LOG_PREFIXES.gateway}*`);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('firehose.amazonaws.com'),
      description: "Writes the API's access log",
      inlinePolicies: {
        WriteLog: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'],
              resources: [objects],
            }),
            new PolicyStatement({
              actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
              resources: [logBucket.bucketArn],
            }),
          ],
        }),
      },
    });
    acknowledgeObjects(
      role,
      logBucket,
      LOG_PREFIXES.gateway,
      'Firehose names its objects by time, below one prefix.',
    );
    const stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamName:
        STREAM_NAME_PREFIX +
        Names.uniqueResourceName(this, {
          maxLength: STREAM_NAME_LENGTH - STREAM_NAME_PREFIX.length,
          separator: '-',
        }),
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      s3DestinationConfiguration: {
        bucketArn: logBucket.bucketArn,
        roleArn: role.roleArn,
        prefix: LOG_PREFIXES.gateway,
        errorOutputPrefix: `${LOG_PREFIXES.gateway}failed/`,
        compressionFormat: 'GZIP',
        bufferingHints: { intervalInSeconds: 300, sizeInMBs: 5 },
      },
    });
    this.destination = new FirehoseLogDestination(stream);
  }
}
