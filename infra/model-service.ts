import type { DomainName, IApiKey, RestApi, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Alias, DockerImageFunction, WebFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import type { FunctionName } from '../layers/maas/contract/functions.ts';
import { AlarmTopic } from './alarms/alarm-topic.ts';
import { FleetAlarms } from './alarms/fleet-alarms.ts';
import { ServiceMetrics } from './alarms/service-metrics.ts';
import { ModelApi } from './api/model-api.ts';
import { MonthlyBudget } from './costs/monthly-budget.ts';
import { FleetDashboard } from './dashboard/fleet-dashboard.ts';
import { DeadLetters } from './events/dead-letters.ts';
import { Endpoints } from './endpoints/endpoints.ts';
import type { ModelEndpoint } from './endpoints/model-endpoint.ts';
import { NotifyFunction } from './functions/notify-function.ts';
import { PredictFunction } from './functions/predict-function.ts';
import { createFunctions, listHandlers, listLogGroups } from './functions/service-functions.ts';
import { toServiceNames } from './names/service-names.ts';
import type { EndpointProps } from './props/endpoint-props.ts';
import type { ModelServiceProps } from './props/model-service-props.ts';
import { resolveProps } from './props/resolve-props.ts';
import { CaptureStream } from './storage/capture-stream.ts';
import { PredictionKey } from './storage/prediction-key.ts';
import { ModelBucket } from './storage/model-bucket.ts';
import { shareKey } from './storage/share-key.ts';

/**
 * Models as a service: upload an ONNX model, get a validated, versioned, watched endpoint that
 * scales to zero.
 */
export class ModelService extends Construct {
  /** The registry. */
  readonly bucket: IBucket;
  readonly restApi: RestApi;
  /** The first API key; undefined when no plane takes API keys. */
  readonly apiKey: IApiKey | undefined;
  readonly usagePlan: UsagePlan | undefined;
  /** The domain of `domainName`, for its record in DNS. */
  readonly domain: DomainName | undefined;
  /** Under which the API is called, with a slash at its end. */
  readonly url: string;
  /** undefined where `alarms` is off. */
  readonly alarmTopic: ITopic | undefined;
  readonly deadLetterQueue: IQueue;
  /** undefined where `dashboard` is off. */
  readonly dashboard: Dashboard | undefined;
  /** The metrics of this service, for alarms of your own. */
  readonly metrics: ServiceMetrics;
  /** For permissions, alarms and settings of your own. */
  readonly functions: Readonly<Record<FunctionName, DockerImageFunction>>;
  /** For subscriptions of your own. */
  readonly logGroups: Readonly<Record<FunctionName, ILogGroup>>;
  /** To which calls of predict go; undefined where they go to its newest version. */
  readonly predictAlias: Alias | undefined;
  /**
   * With `predictOn: 'web'`; `endpoint` is its address for signed calls, and
   * `endpoint.grants.invoke` lets somebody make them.
   */
  readonly predictWebFunction: WebFunction | undefined;
  readonly #api: ModelApi;
  readonly #endpoints: Endpoints;

  constructor(scope: Construct, id: string, props: ModelServiceProps = {}) {
    super(scope, id);
    // This holds whatever the app around it says: by ACLs, as CDK did before, nothing could be
    // logged to a bucket without them.
    this.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
    const resolved = resolveProps(props);
    const { encryptionKey, monthlyBudgetUsd: dollars, alarmEmails: emails } = resolved;
    if (encryptionKey) shareKey(this, encryptionKey);
    const { bucket, logBucket } = new ModelBucket(this, 'Storage', resolved);
    const { queue: deadLetterQueue } = new DeadLetters(this, 'DeadLetters', encryptionKey);
    const names = toServiceNames(this);
    const { metricNamespace, apiName: name } = names;
    const metrics = new ServiceMetrics(metricNamespace);

    const predictionKey = new PredictionKey(this, 'PredictionKey', resolved);
    const captureStream = new CaptureStream(this, 'Captures', {
      bucket,
      ...(encryptionKey ? { encryptionKey } : {}),
    });
    const settings = { ...resolved, captureStream, bucket, metricNamespace, predictionKey };
    const told = resolved.alarms
      ? new AlarmTopic(this, 'AlarmTopic', { ...resolved, deadLetterQueue })
      : undefined;
    const intake = told?.intake;
    const made = { names, intake, deadLetterQueue, logBucket };
    const functions = createFunctions(this, { ...settings, ...made });
    const api = new ModelApi(this, 'Api', { ...resolved, name, functions, logBucket });
    const { restApi } = api;
    const alarms = told
      ? new FleetAlarms(this, 'Alarms', { ...resolved, names, told, restApi, deadLetterQueue })
      : undefined;
    const { predict } = functions;
    if (resolved.predictDeployment && predict instanceof PredictFunction) {
      predict.deployGradually(resolved.predictDeployment, alarms?.deploymentAlarms ?? []);
    }
    const { logGroup, alias, webFunction } = predict;
    const shown = { ...resolved, metrics, alarms: alarms?.alarms ?? [], logGroup };
    const dashboard = resolved.dashboard ? new FleetDashboard(this, 'Dashboard', shown) : undefined;
    this.dashboard = dashboard?.dashboard;
    if (told) {
      const { dashboardName } = this.dashboard ?? {};
      const notified = { ...settings, told, deadLetterQueue, dashboardName };
      new NotifyFunction(this, 'NotifyFunction', notified);
    }
    if (dollars !== undefined) new MonthlyBudget(this, 'Budget', { dollars, emails });

    this.bucket = bucket;
    this.restApi = restApi;
    this.apiKey = api.apiKey;
    this.usagePlan = api.usagePlan;
    this.domain = api.domain;
    this.url = api.url;
    this.alarmTopic = told?.topic;
    this.deadLetterQueue = deadLetterQueue;
    this.metrics = metrics;
    this.functions = listHandlers(functions);
    this.logGroups = listLogGroups(functions);
    [this.predictAlias, this.predictWebFunction] = [alias, webFunction];
    this.#api = api;
    this.#endpoints = new Endpoints(this, 'Endpoints', {
      ...functions,
      ...{ settings, api, alarmPrefix: names.alarmPrefix, intake, dashboard },
    });
  }

  /**
   * Gives a model a predict function of its own, which takes the calls whose path names the model:
   * with its own memory, processor and limits, apart from what other models do, and with the model
   * in memory before its first call. Calls that name the model in a query or a body (`/predict`,
   * `/v1/embeddings`) stay with the function of all models.
   * @param name of the endpoint, and of its model where `model` is left out
   * @throws Error where AWS would refuse a value, or values do not go together
   */
  addEndpoint(name: string, props: EndpointProps = {}): ModelEndpoint {
    return this.#endpoints.add(name, props);
  }

  /**
   * Lets somebody upload, promote and delete models, where that plane is for callers known by IAM.
   */
  grantControl(grantee: IGrantable): Grant {
    return this.#api.grantInvoke(grantee, 'control');
  }

  /** Lets somebody predict, where that plane is for callers known by IAM. */
  grantPredict(grantee: IGrantable): Grant {
    return this.#api.grantInvoke(grantee, 'data');
  }
}
