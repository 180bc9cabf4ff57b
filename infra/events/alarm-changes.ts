import { Duration } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALARM_EVENTS } from '../../layers/maas/contract/alarms.ts';
import { toAlarmArn } from '../alarms/alarm-topic.ts';

export interface AlarmChangesProps {
  /** The function that looks whether a roll-out is concerned. */
  readonly handler: IFunction;
  /** The beginning of the alarms' names. */
  readonly alarmPrefix: string;
  readonly deadLetterQueue: IQueue;
}

/**
 * An alarm of this service, or a contributor to one, that begins to ring starts a function: a
 * roll-out goes back at once. Minutes later its ticks have found what is wrong by themselves.
 */
export class AlarmChanges extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { handler, alarmPrefix, deadLetterQueue }: AlarmChangesProps,
  ) {
    super(scope, id);
    new Rule(this, 'Rule', {
      description: 'serverless-maas: a roll-out goes back when the alarm of its candidate rings',
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: [...ALARM_EVENTS],
        resources: Match.prefix(toAlarmArn(this, `${alarmPrefix}/`)),
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [
        new LambdaFunction(handler, {
          deadLetterQueue,
          retryAttempts: 24,
          maxEventAge: Duration.hours(1),
        }),
      ],
    });
  }
}
