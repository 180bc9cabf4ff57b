import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import { createDeliveryRole, toStreamEncryption } from './delivery-role.ts';

/** Lines that could not be placed; they expire as the others do. */
export const FAILED_PREFIX = 'captures-failed/';

/** The smallest buffer that Firehose takes where it places lines by what they say. */
const BUFFER_MB = 64;
/** Lines are in the bucket so soon. */
const BUFFER_SECONDS = 300;
const RETRY_SECONDS = 300;

/** Reads where a line belongs: counts for drift apart from what was captured. */
const PLACE =
  `{folder:(if .kind=="sketch" then "${STORAGE.sketchesPrefix.slice(0, -1)}" ` +
  `else "${STORAGE.capturesPrefix.slice(0, -1)}" end),` +
  'model:(.model|ascii_downcase),version:(.version|tostring)}';
const KEYS = ['folder', 'model', 'version'].map((name) => `!{partitionKeyFromQuery:${name}}/`);

/**
 * Takes captured lines from predict and lays them into the bucket, by model, version and hour. It
 * costs nothing while nothing is captured.
 */
export class CaptureStream extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    { bucket, encryptionKey }: { readonly bucket: IBucket; readonly encryptionKey?: IKey },
  ) {
    super(scope, id);
    const role = createDeliveryRole(this, {
      description: 'Lays captured lines into the bucket',
      bucket,
      prefixes: [STORAGE.capturesPrefix, STORAGE.sketchesPrefix, FAILED_PREFIX],
      ...(encryptionKey ? { encryptionKey } : {}),
    });
    const stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: toStreamEncryption(encryptionKey),
      extendedS3DestinationConfiguration: {
        bucketArn: bucket.bucketArn,
        roleArn: role.roleArn,
        prefix: `${KEYS.join('')}!{timestamp:yyyy/MM/dd/HH}/`,
        errorOutputPrefix: `${FAILED_PREFIX}!{firehose:error-output-type}/`,
        fileExtension: '.jsonl.gz',
        compressionFormat: 'GZIP',
        bufferingHints: { intervalInSeconds: BUFFER_SECONDS, sizeInMBs: BUFFER_MB },
        dynamicPartitioningConfiguration: {
          enabled: true,
          retryOptions: { durationInSeconds: RETRY_SECONDS },
        },
        processingConfiguration: {
          enabled: true,
          processors: [
            {
              type: 'MetadataExtraction',
              parameters: [
                { parameterName: 'MetadataExtractionQuery', parameterValue: PLACE },
                { parameterName: 'JsonParsingEngine', parameterValue: 'JQ-1.6' },
              ],
            },
          ],
        },
      },
    });
    this.name = stream.ref;
    this.arn = stream.attrArn;
  }
}
