import { ArnFormat, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface AlarmTopicProps {
  readonly topic: ITopic | undefined;
  readonly emails: readonly string[];
  /** Where messages go that a subscriber did not take. */
  readonly deadLetterQueue: IQueue;
  readonly removalPolicy: RemovalPolicy;
}

/** Where alarms go: the owner's topic, or a new one that is encrypted and takes messages from this account's alarms only. */
export class AlarmTopic extends Construct {
  readonly topic: ITopic;

  constructor(
    scope: Construct,
    id: string,
    { topic, emails, deadLetterQueue, removalPolicy }: AlarmTopicProps,
  ) {
    super(scope, id);
    this.topic = topic ?? this.#createTopic(removalPolicy);
    if (topic?.masterKey) allowCloudWatch(topic.masterKey);
    for (const address of emails)
      this.topic.addSubscription(new EmailSubscription(address, { deadLetterQueue }));
  }

  #createTopic(removalPolicy: RemovalPolicy): Topic {
    // A key of its own: AWS's key for SNS does not let CloudWatch in, and alarms would vanish in silence.
    const key = new Key(this, 'Key', {
      description: 'Alarms of serverless-maas',
      enableKeyRotation: true,
      removalPolicy,
    });
    allowCloudWatch(key);
    const topic = new Topic(this, 'Topic', {
      displayName: 'serverless-maas alarms',
      masterKey: key,
      enforceSSL: true,
    });
    // A topic with a policy of its own loses the default one, which let this account's alarms in.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnLike: {
            'aws:SourceArn': Stack.of(this).formatArn({
              service: 'cloudwatch',
              resource: 'alarm',
              resourceName: '*',
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    return topic;
  }
}

function allowCloudWatch(key: IKey): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AllowAlarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'], // in a key's policy: this key
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(key).account } },
    }),
  );
}
