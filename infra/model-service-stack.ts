import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ModelService } from './model-service.ts';
import type { ModelServiceProps } from './props/model-service-props.ts';

export type ModelServiceStackProps = ModelServiceProps & StackProps;

/** One model service, with what a script needs to use it as outputs. */
export class ModelServiceStack extends Stack {
  readonly service: ModelService;

  constructor(scope: Construct, id: string, props: ModelServiceStackProps = {}) {
    super(scope, id, props);
    this.service = new ModelService(this, 'Models', props);
    const { url, apiKey, bucket, alarmTopic, deadLetterQueue, dashboard, metrics } = this.service;
    this.#output('ApiUrl', url, "The API's address");
    if (apiKey) {
      this.#output(
        'ApiKeyId',
        apiKey.keyId,
        'aws apigateway get-api-key --include-value --query value --output text --api-key <this>',
      );
    }
    const { predictWebFunction } = this.service;
    if (predictWebFunction) {
      const signedUrl = `https://${predictWebFunction.endpoint.domainName}/`;
      this.#output('PredictUrl', signedUrl, 'For predictions signed with AWS credentials');
    }
    this.#output('BucketName', bucket.bucketName, 'The registry');
    if (alarmTopic) {
      this.#output('AlarmTopicArn', alarmTopic.topicArn, 'Subscribe to it to hear of alarms');
    }
    this.#output(
      'DeadLetterQueueUrl',
      deadLetterQueue.queueUrl,
      'Submissions that failed for good',
    );
    if (dashboard) this.#output('DashboardName', dashboard.dashboardName, 'In CloudWatch');
    this.#output('MetricNamespace', metrics.namespace, 'In CloudWatch');
  }

  #output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }
}
