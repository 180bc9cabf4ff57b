import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { STORAGE } from '../../layers/maas/contract/storage.ts';

export interface SubmissionsProps {
  readonly bucket: IBucket;
  readonly ingest: IFunction;
  readonly deadLetterQueue: IQueue;
}

/** A submission written to the bucket starts ingest; one that cannot be delivered goes to the dead letter queue. */
export class Submissions extends Construct {
  constructor(scope: Construct, id: string, { bucket, ingest, deadLetterQueue }: SubmissionsProps) {
    super(scope, id);
    new Rule(this, 'Rule', {
      description: 'serverless-maas: a completed upload starts its validation',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [bucket.bucketName] },
          object: { key: [{ prefix: STORAGE.submissionsPrefix }] },
        },
      },
      targets: [
        new LambdaFunction(ingest, {
          deadLetterQueue,
          retryAttempts: 24,
          maxEventAge: Duration.hours(6),
        }),
      ],
    });
  }
}
