import type { RestApi, IApiKey, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { DEFAULTS } from '../layers/maas/contract/environment.ts';
import { AlarmTopic } from './alarms/alarm-topic.ts';
import { FleetAlarms } from './alarms/fleet-alarms.ts';
import { ServiceMetrics } from './alarms/service-metrics.ts';
import { ModelApi } from './api/model-api.ts';
import { FleetDashboard } from './dashboard/fleet-dashboard.ts';
import { DeadLetters } from './events/dead-letters.ts';
import { Submissions } from './events/submissions.ts';
import { IngestFunction } from './functions/ingest-function.ts';
import type { FunctionSettings } from './functions/maas-function.ts';
import { ModelsFunction } from './functions/models/models-function.ts';
import { MonitorFunction } from './functions/monitor/monitor-function.ts';
import { PredictFunction } from './functions/predict/predict-function.ts';
import { UploadFunction } from './functions/upload-function.ts';
import type { ModelServiceProps } from './props/model-service-props.ts';
import { resolveProps } from './resolve-props.ts';
import { ModelBucket } from './storage/model-bucket.ts';

/** Models as a service: upload an ONNX model, get a validated, versioned, watched endpoint that scales to zero. */
export class ModelService extends Construct {
  /** The registry. */
  readonly bucket: IBucket;
  readonly restApi: RestApi;
  /** The first API key; undefined when no plane takes API keys. */
  readonly apiKey: IApiKey | undefined;
  readonly usagePlan: UsagePlan | undefined;
  readonly alarmTopic: ITopic;
  readonly deadLetterQueue: IQueue;
  readonly dashboard: Dashboard;
  /** The metrics of this service, for alarms of your own. */
  readonly metrics: ServiceMetrics;
  readonly #api: ModelApi;

  constructor(scope: Construct, id: string, props: ModelServiceProps = {}) {
    super(scope, id);
    // Whatever the app around it says: by ACLs, as CDK did before, nothing could be logged to a bucket without them.
    this.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
    const resolved = resolveProps(props);
    const {
      dataPlaneAuth,
      controlPlaneAuth,
      rateLimit,
      burstLimit,
      predictMemoryMb,
      predictStorageMb,
      predictTimeout,
      predictMaxConcurrency,
      ingestMemoryMb,
    } = resolved;

    const { bucket, logBucket } = new ModelBucket(this, 'Storage', resolved);
    const { queue: deadLetterQueue } = new DeadLetters(this, 'DeadLetters');
    // By its path: two services in one account must not add up to one metric.
    const metrics = new ServiceMetrics(`${DEFAULTS.metricNamespace}/${this.node.path}`);

    const settings: FunctionSettings = {
      ...toFunctionSettings(resolved),
      bucket,
      metricNamespace: metrics.namespace,
    };
    const functions = {
      models: new ModelsFunction(this, 'ModelsFunction', settings),
      upload: new UploadFunction(this, 'UploadFunction', settings),
      ingest: new IngestFunction(this, 'IngestFunction', {
        ...settings,
        ingestMemoryMb,
        predictMemoryMb,
        predictStorageMb,
        predictTimeout,
        deadLetterQueue,
      }),
      predict: new PredictFunction(this, 'PredictFunction', {
        ...settings,
        predictMemoryMb,
        predictStorageMb,
        predictTimeout,
        predictMaxConcurrency,
      }),
      monitor: new MonitorFunction(this, 'MonitorFunction', settings),
    };
    new Submissions(this, 'Submissions', {
      bucket,
      ingest: functions.ingest.handler,
      deadLetterQueue,
    });
    const api = new ModelApi(this, 'Api', {
      functions,
      auth: { data: dataPlaneAuth, control: controlPlaneAuth },
      rateLimit,
      burstLimit,
      logBucket,
    });

    const { topic } = new AlarmTopic(this, 'AlarmTopic', {
      topic: resolved.alarmTopic,
      emails: resolved.alarmEmails,
      deadLetterQueue,
      removalPolicy: resolved.removalPolicy,
    });
    const { alarms } = new FleetAlarms(this, 'Alarms', {
      metrics,
      topic,
      restApi: api.restApi,
      deadLetterQueue,
      latencyThreshold: resolved.latencyAlarmThreshold,
      errorRatePercent: resolved.errorRateAlarmPercent,
    });
    const { dashboard } = new FleetDashboard(this, 'Dashboard', { metrics, alarms });

    this.bucket = bucket;
    this.restApi = api.restApi;
    this.apiKey = api.apiKey;
    this.usagePlan = api.usagePlan;
    this.alarmTopic = topic;
    this.deadLetterQueue = deadLetterQueue;
    this.dashboard = dashboard;
    this.metrics = metrics;
    this.#api = api;
  }

  /** Lets somebody upload, promote and delete models, where that plane is for callers known by IAM. */
  grantControl(grantee: IGrantable): Grant {
    return this.#api.grantInvoke(grantee, 'control');
  }

  /** Lets somebody predict, where that plane is for callers known by IAM. */
  grantPredict(grantee: IGrantable): Grant {
    return this.#api.grantInvoke(grantee, 'data');
  }
}

function toFunctionSettings({
  defaultModel,
  architecture,
  imageContext,
  baseImage,
  vpc,
  logRetention,
  removalPolicy,
}: ReturnType<typeof resolveProps>): Omit<FunctionSettings, 'bucket' | 'metricNamespace'> {
  return { defaultModel, architecture, imageContext, baseImage, vpc, logRetention, removalPolicy };
}
