import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../findings/acknowledge.ts';

/** SQS keeps nothing longer. */
const RETENTION = Duration.days(14);

/**
 * Submissions that could not be delivered, or failed at every attempt. What lies here waits for a
 * person.
 */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, encryptionKey: IKey | undefined) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
      retentionPeriod: RETENTION,
    });
    const reason = 'It is the dead letter queue itself, and an alarm rings when anything is in it.';
    for (const rule of ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy']) {
      acknowledge(this.queue, rule, reason);
    }
  }
}
