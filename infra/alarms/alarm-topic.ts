import { ArnFormat, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface AlarmTopicProps {
  readonly alarmTopic?: ITopic;
  readonly alarmEmails: readonly string[];
  readonly alarmHttpsEndpoints: readonly string[];
  /** The queue that takes messages that a subscriber did not take. */
  readonly deadLetterQueue: IQueue;
  readonly removalPolicy: RemovalPolicy;
  /** @default - a key is made */
  readonly encryptionKey?: IKey;
}

/**
 * The topics of alarms. CloudWatch tells `intake`; the function `notify` makes messages of that
 * which a person can read, and sends them to `topic`: the owner's, or a new one.
 */
export class AlarmTopic extends Construct {
  readonly topic: ITopic;
  readonly intake: ITopic;
  /** The keys under which whoever sends to `topic` has to write. */
  readonly keys: readonly IKey[];

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { alarmTopic: topic, deadLetterQueue } = props;
    const key = this.#chooseKey(props);
    this.intake = this.#createTopic('Intake', key, 'serverless-maas alarms as CloudWatch has them');
    this.topic = topic ?? this.#createTopic('Topic', key, 'serverless-maas alarms');
    if (topic?.masterKey) allowCloudWatch(topic.masterKey);
    this.keys = topic ? [...(topic.masterKey ? [topic.masterKey] : [])] : [key];
    for (const address of props.alarmEmails) {
      this.topic.addSubscription(new EmailSubscription(address, { deadLetterQueue }));
    }
    const protocol = SubscriptionProtocol.HTTPS;
    for (const url of props.alarmHttpsEndpoints) {
      this.topic.addSubscription(new UrlSubscription(url, { protocol, deadLetterQueue }));
    }
  }

  /**
   * The owner's where CloudWatch can be let in to it, else one of the topics' own: AWS's key for
   * SNS does not let CloudWatch in, and alarms would vanish in silence.
   */
  #chooseKey({ encryptionKey, removalPolicy }: AlarmTopicProps): IKey {
    if (encryptionKey && allowCloudWatch(encryptionKey)) return encryptionKey;
    const key = new Key(this, 'Key', {
      description: 'Alarms of serverless-maas',
      enableKeyRotation: true,
      removalPolicy,
    });
    allowCloudWatch(key);
    return key;
  }

  #createTopic(id: string, masterKey: IKey, displayName: string): Topic {
    const topic = new Topic(this, id, { displayName, masterKey, enforceSSL: true });
    // A topic with a policy of its own loses the default one, which let this account's alarms in.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowAlarms',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnLike: { 'aws:SourceArn': toAlarmArn(this, '*') },
        },
      }),
    );
    return topic;
  }
}

/** The ARN of this account's alarms with such a name. */
export function toAlarmArn(scope: Construct, resourceName: string): string {
  return Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** @returns whether the key's policy can be changed here */
function allowCloudWatch(key: IKey): boolean {
  return key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AllowAlarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'], // in a key's policy: this key
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(key).account } },
    }),
  ).statementAdded;
}
