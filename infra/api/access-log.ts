import { Names } from 'aws-cdk-lib';
import { FirehoseLogDestination, type IAccessLogDestination } from 'aws-cdk-lib/aws-apigateway';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { createDeliveryRole, toStreamEncryption } from '../storage/delivery-role.ts';
import { LOG_PREFIXES } from '../storage/model-bucket.ts';

/** API Gateway puts nothing between records: without the line's end, a log would be one line. */
export const ACCESS_LOG_FORMAT = `${JSON.stringify({
  time: '$context.requestTime',
  // Callers can choose the first themselves.
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  sourceIp: '$context.identity.sourceIp',
  caller: '$context.identity.userArn',
  apiKeyId: '$context.identity.apiKeyId',
  method: '$context.httpMethod',
  path: '$context.path',
  resource: '$context.resourcePath',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationStatus: '$context.integration.status',
  integrationLatencyMs: '$context.integration.latency',
  error: '$context.error.responseType',
  tls: '$context.tlsVersion',
  traceId: '$context.xrayTraceId',
})}\n`;

/** API Gateway writes to streams of this beginning only. */
const STREAM_NAME_PREFIX = 'amazon-apigateway-';
const STREAM_NAME_LENGTH = 64;

/**
 * The API's access log, as lines of JSON in the log bucket. By Firehose: for CloudWatch Logs, API
 * Gateway wants a role in the settings of the whole account and region, which a stack should not
 * write, and without which the first deployment into a new account would fail.
 */
export class AccessLog extends Construct {
  readonly destination: IAccessLogDestination;

  constructor(
    scope: Construct,
    id: string,
    { logBucket, encryptionKey }: { logBucket: IBucket; encryptionKey?: IKey },
  ) {
    super(scope, id);
    const role = createDeliveryRole(this, {
      description: "Writes the API's access log",
      bucket: logBucket,
      prefixes: [LOG_PREFIXES.gateway],
    });
    const stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamName:
        STREAM_NAME_PREFIX +
        Names.uniqueResourceName(this, {
          maxLength: STREAM_NAME_LENGTH - STREAM_NAME_PREFIX.length,
          separator: '-',
        }),
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: toStreamEncryption(encryptionKey),
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
