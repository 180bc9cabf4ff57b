import { Duration } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  type IApiKey,
  type IResource,
  LambdaIntegration,
  type MethodOptions,
  ResponseTransferMode,
  RestApi,
  type UsagePlan,
} from 'aws-cdk-lib/aws-apigateway';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { type IGrantable, Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { FunctionName } from '../../layers/maas/contract/functions.ts';
import { BINARY_MEDIA_TYPES } from '../../layers/maas/contract/gateway.ts';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { type Plane, type Route, ROUTES } from '../../layers/maas/contract/routes.ts';
import { acknowledge } from '../acknowledge.ts';
import type { MaasFunction } from '../functions/maas-function.ts';
import type { PlaneAuth } from '../props/model-service-props.ts';
import { AccessLog } from './access-log.ts';
import { addMethodNotAllowed, addNotFound, addPreflight } from './fixed-answers.ts';
import { addGatewayResponses } from './gateway-responses.ts';

export interface ModelApiProps {
  readonly functions: Readonly<Record<FunctionName, MaasFunction>>;
  readonly auth: Readonly<Record<Plane, PlaneAuth>>;
  readonly rateLimit: number;
  readonly burstLimit: number;
  readonly logBucket: IBucket;
}

const ACCESS_LOG_FORMAT = JSON.stringify({
  time: '$context.requestTime',
  requestId: '$context.requestId',
  sourceIp: '$context.identity.sourceIp',
  caller: '$context.identity.userArn',
  apiKeyId: '$context.identity.apiKeyId',
  method: '$context.httpMethod',
  path: '$context.path',
  resource: '$context.resourcePath',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationStatus: '$context.integration.status',
  integrationLatencyMs: '$context.integration.latency',
  error: '$context.error.responseType',
  traceId: '$context.xrayTraceId',
});

/** The HTTP API of the contract's routes. */
export class ModelApi extends Construct {
  readonly restApi: RestApi;
  /** undefined when no plane takes API keys. */
  readonly apiKey: IApiKey | undefined;
  readonly usagePlan: UsagePlan | undefined;
  readonly #auth: Readonly<Record<Plane, PlaneAuth>>;

  constructor(
    scope: Construct,
    id: string,
    { functions, auth, rateLimit, burstLimit, logBucket }: ModelApiProps,
  ) {
    super(scope, id);
    this.#auth = auth;
    this.restApi = new RestApi(this, 'RestApi', {
      description: 'serverless-maas: models as a service',
      endpointTypes: [EndpointType.REGIONAL],
      binaryMediaTypes: [...BINARY_MEDIA_TYPES],
      // The other choice writes a setting of the whole account and region.
      cloudWatchRole: false,
      deployOptions: {
        throttlingRateLimit: rateLimit,
        throttlingBurstLimit: burstLimit,
        tracingEnabled: true,
        accessLogDestination: new AccessLog(this, 'AccessLog', logBucket).destination,
        accessLogFormat: AccessLogFormat.custom(ACCESS_LOG_FORMAT),
      },
    });
    this.restApi.node.tryRemoveChild('Endpoint'); // an output of CDK's own; ours stand in the stack
    addGatewayResponses(this.restApi);
    this.#addRoutes(functions);
    if (Object.values(auth).includes('apiKey')) {
      this.apiKey = this.restApi.addApiKey('Key', {
        description: 'The first key of serverless-maas',
      });
      this.usagePlan = this.restApi.addUsagePlan('UsagePlan', {
        throttle: { rateLimit, burstLimit },
        apiStages: [{ stage: this.restApi.deploymentStage }],
      });
      this.usagePlan.addApiKey(this.apiKey);
    }
    this.#acknowledge();
  }

  /** Lets somebody make the signed calls of a plane whose callers are known by IAM. */
  grantInvoke(grantee: IGrantable, plane: Plane): Grant {
    const routes: Route[] = Object.values(ROUTES).filter((route) => route.plane === plane);
    return Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: routes.map(({ method, path }) =>
        this.restApi.arnForExecuteApi(
          method,
          path.replaceAll(/\{[^}]+\}/g, '*'),
          this.restApi.deploymentStage.stageName,
        ),
      ),
    });
  }

  #addRoutes(functions: ModelApiProps['functions']): void {
    const methods = new Map<IResource, Route['method'][]>();
    for (const route of Object.values(ROUTES) as Route[]) {
      const resource = this.restApi.root.resourceForPath(route.path);
      const method = resource.addMethod(
        route.method,
        toIntegration(functions[route.function], route),
        toMethodOptions(this.#auth[route.plane]),
      );
      const isKey = this.#auth[route.plane] === 'apiKey';
      if (isKey)
        acknowledge(
          method,
          'AwsSolutions-APIG4',
          'Callers of this plane are known by their API key, as the owner of the stack chose.',
        );
      acknowledge(
        method,
        'AwsSolutions-COG4',
        isKey
          ? 'Callers are programs with an API key, not users of a Cognito pool.'
          : 'Callers are known by IAM.',
      );
      methods.set(resource, [...(methods.get(resource) ?? []), route.method]);
    }
    addNotFound(this.restApi.root.addResource('{path+}'));
    for (const resource of listResources(this.restApi.root)) {
      const own = methods.get(resource);
      if (!own) addNotFound(resource);
      else {
        addPreflight(resource, own);
        addMethodNotAllowed(resource, own);
      }
    }
  }

  #acknowledge(): void {
    acknowledge(
      this.restApi,
      'AwsSolutions-APIG2',
      "The functions check every body against their own schemas, and say in a sentence what is wrong; API Gateway's validators cannot.",
    );
    const stage = this.restApi.deploymentStage;
    acknowledge(
      stage,
      'AwsSolutions-APIG3',
      'Which firewall rules fit is for the owner of the account to say: associate a web ACL with `restApi.deploymentStage`.',
    );
    acknowledge(
      stage,
      'AwsSolutions-APIG6',
      'Execution logs want a role in the settings of the whole account and would hold bodies; access logs and traces are on.',
    );
  }
}

function toIntegration({ handler, timeout }: MaasFunction, route: Route): LambdaIntegration {
  const isStream = route.response === 'stream';
  return new LambdaIntegration(handler, {
    responseTransferMode: isStream ? ResponseTransferMode.STREAM : ResponseTransferMode.BUFFERED,
    timeout: isStream ? timeout : Duration.millis(LIMITS.bufferedTimeoutMs),
    // One permission per function: one per method would outgrow Lambda's limit of 20 KB.
    scopePermissionToMethod: false,
  });
}

function toMethodOptions(auth: PlaneAuth): MethodOptions {
  return auth === 'iam'
    ? { authorizationType: AuthorizationType.IAM }
    : { authorizationType: AuthorizationType.NONE, apiKeyRequired: true };
}

/** A resource and all below it, but for the one that takes every unknown path. */
function listResources(resource: IResource): IResource[] {
  const children = resource.node.children.filter(
    (child): child is typeof child & IResource =>
      'path' in child && 'resourceId' in child && !(child.path as string).endsWith('+}'),
  );
  return [resource, ...children.flatMap(listResources)];
}
