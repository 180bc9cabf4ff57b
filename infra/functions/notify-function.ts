import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { STORAGE } from '../../layers/maas/contract/storage.ts';
import type { AlarmTopic } from '../alarms/alarm-topic.ts';
import { acknowledge } from '../findings/acknowledge.ts';
import { type FunctionSettings, MaasFunction } from './maas-function.ts';

export interface NotifyFunctionProps extends FunctionSettings {
  readonly told: AlarmTopic;
  /** In CloudWatch, that messages link to. */
  readonly dashboardName: string | undefined;
  /** The queue that takes alarms that could not be told to anybody. */
  readonly deadLetterQueue: IQueue;
}

/** Makes messages that a person can read of CloudWatch's, and sends them on. */
export class NotifyFunction extends MaasFunction {
  constructor(scope: Construct, id: string, props: NotifyFunctionProps) {
    const { told, deadLetterQueue, dashboardName, ...settings } = props;
    const { intake, topic, keys } = told;
    const { alarmSlackWebhook, alarmTeamsWebhook } = settings;
    const { modelsPrefix } = STORAGE;
    super(scope, id, {
      ...settings,
      name: 'notify',
      environment: {
        [ENVIRONMENT.alarmTopic]: topic.topicArn,
        ...(dashboardName && { [ENVIRONMENT.dashboardName]: dashboardName }),
        // References that CloudFormation resolves: the template has no address in it.
        ...(alarmSlackWebhook && {
          [ENVIRONMENT.slackWebhook]: alarmSlackWebhook.unsafeUnwrap(),
        }),
        ...(alarmTeamsWebhook && {
          [ENVIRONMENT.teamsWebhook]: alarmTeamsWebhook.unsafeUnwrap(),
        }),
      },
      access: { get: [modelsPrefix], list: [modelsPrefix] },
    });
    this.allow(['sns:Publish'], topic.topicArn);
    for (const key of keys) this.allow(['kms:Decrypt', 'kms:GenerateDataKey'], key.keyArn);
    this.allowDeadLetters(deadLetterQueue);
    intake.addSubscription(new LambdaSubscription(this.handler, { deadLetterQueue }));
    new CfnEventInvokeConfig(this, 'EventInvokeConfig', {
      functionName: this.handler.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: deadLetterQueue.queueArn } },
    });
    acknowledge(
      this.handler,
      'Serverless-LambdaDLQ',
      'What fails for good goes to its failure destination, which also carries the reason.',
    );
  }
}
