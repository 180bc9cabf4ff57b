import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EventSpec } from '../../layers/maas/contract/events.ts';
import { acknowledge } from '../findings/acknowledge.ts';

export interface ObjectEventProps {
  readonly event: EventSpec;
  readonly bucket: IBucket;
  /** The function that the event starts. */
  readonly handler: IFunction;
  readonly deadLetterQueue: IQueue;
}

/**
 * An object written to the bucket starts a function; what cannot be delivered goes to the dead
 * letter queue.
 */
export class ObjectEvent extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { event, bucket, handler, deadLetterQueue }: ObjectEventProps,
  ) {
    super(scope, id);
    new Rule(this, 'Rule', {
      description: `serverless-maas: ${event.description}`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [bucket.bucketName] },
          object: { key: [{ prefix: event.prefix }] },
        },
      },
      targets: [
        new LambdaFunction(handler, {
          deadLetterQueue,
          retryAttempts: 24,
          maxEventAge: Duration.hours(6),
        }),
      ],
    });
    if (event.sweepMinutes === undefined) return;
    const sweep = new Rule(this, 'Sweep', {
      description: `serverless-maas: what lies under ${event.prefix} and lost its event is found`,
      schedule: Schedule.rate(Duration.minutes(event.sweepMinutes)),
      targets: [new LambdaFunction(handler, { retryAttempts: 0 })],
    });
    acknowledge(sweep, 'Serverless-EventBusDLQ', 'What one sweep misses, the next finds.');
  }
}
