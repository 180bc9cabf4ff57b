import { Duration } from 'aws-cdk-lib';
import {
  type DomainName,
  EndpointType,
  type IApiKey,
  type IResource,
  LambdaIntegration,
  ResponseTransferMode,
  RestApi,
  SecurityPolicy,
  type UsagePlan,
} from 'aws-cdk-lib/aws-apigateway';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  FUNCTION_SECONDS,
  type FunctionName,
  GATEWAY_GRACE_SECONDS,
} from '../../layers/maas/contract/functions.ts';
import { BINARY_MEDIA_TYPES } from '../../layers/maas/contract/gateway.ts';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import {
  toMethods,
  type Method,
  type Plane,
  type Route,
  ROUTES,
} from '../../layers/maas/contract/routes.ts';
import { acknowledge, SWITCHED_OFF } from '../findings/acknowledge.ts';
import type { MaasFunction } from '../functions/maas-function.ts';
import { PredictWebFunction } from '../functions/web-function.ts';
import type { PlaneAuth } from '../props/model-service-props.ts';
import type { ResolvedProps } from '../props/resolve-props.ts';
import { listEndpointRoutes } from './endpoint-routes.ts';
import { listCallPatterns } from './call-patterns.ts';
import { requireModernTls, toEndpoint, toUrl } from './endpoint.ts';
import { Firewall } from './firewall.ts';
import { addMethodNotAllowed, addNotFound, addPreflight } from './fixed-answers.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { acknowledgeAuth, toMethodOptions } from './method-auth.ts';
import { toWebIntegration, toWebMethodOptions } from './web-integration.ts';
import { addThrottles, type ThrottleLimits, toStageOptions } from './stage-options.ts';

/** A route's calls go to one of these. */
type RouteTarget = MaasFunction | PredictWebFunction;

export interface ModelApiProps extends ResolvedProps {
  /** One service's own: CloudWatch knows an API by its name alone. */
  readonly name: string;
  readonly functions: Readonly<Record<FunctionName, RouteTarget>>;
  readonly logBucket: IBucket;
}

/** The HTTP API of the contract's routes. */
export class ModelApi extends Construct {
  readonly restApi: RestApi;
  /** undefined when no plane takes API keys. */
  readonly apiKey: IApiKey | undefined;
  readonly usagePlan: UsagePlan | undefined;
  /** undefined where the API has no domain of its owner's. */
  readonly domain: DomainName | undefined;
  /** Under which it is called, with a slash at its end. */
  readonly url: string;
  readonly #auth: Readonly<Record<Plane, PlaneAuth>>;
  readonly #limits: ThrottleLimits;

  constructor(scope: Construct, id: string, props: ModelApiProps) {
    super(scope, id);
    const { functions, rateLimit, burstLimit } = props;
    this.#limits = { rateLimit, burstLimit };
    this.#auth = { data: props.dataPlaneAuth, control: props.controlPlaneAuth };
    this.restApi = new RestApi(this, 'RestApi', {
      restApiName: props.name,
      description: 'serverless-maas: models as a service',
      ...toEndpoint(props),
      binaryMediaTypes: [...BINARY_MEDIA_TYPES],
      // The other choice writes a setting of the whole account and region.
      cloudWatchRole: false,
      deployOptions: toStageOptions(this, props),
    });
    this.restApi.node.tryRemoveChild('Endpoint'); // an output of CDK's own; ours stand in the stack
    requireModernTls(this.restApi);
    addGatewayResponses(this.restApi);
    this.#addRoutes(functions);
    if (Object.values(this.#auth).includes('apiKey')) {
      this.apiKey = this.restApi.addApiKey('Key', {
        description: 'The first key of serverless-maas',
      });
      this.usagePlan = this.restApi.addUsagePlan('UsagePlan', {
        throttle: { rateLimit, burstLimit },
        apiStages: [{ stage: this.restApi.deploymentStage }],
      });
      this.usagePlan.addApiKey(this.apiKey);
    }
    this.domain = this.#addDomain(props);
    this.url = toUrl(props) ?? this.restApi.url;
    const isGuarded = props.webAcl !== undefined || props.addressRateLimit !== undefined;
    if (isGuarded) {
      new Firewall(this, 'Firewall', { stage: this.restApi.deploymentStage, ...props });
    }
    this.#acknowledge(props, isGuarded);
  }

  /**
   * Lets somebody make the signed calls of a plane whose callers are known by IAM.
   * @throws Error where they are known by other means: the permission would change nothing
   */
  grantInvoke(grantee: IGrantable, plane: Plane): Grant {
    if (this.#auth[plane] !== 'iam') {
      throw new Error(
        `${plane}PlaneAuth is not 'iam', so a permission to call would change nothing: set it to ` +
          "'iam', or give callers what it asks for, as a key of `usagePlan`.",
      );
    }
    const { stageName } = this.restApi.deploymentStage;
    return Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: listCallPatterns(plane).map(({ method, path }) =>
        this.restApi.arnForExecuteApi(method, path, stageName),
      ),
    });
  }

  /**
   * Sends the predictions whose path names a model to a function of its own. API Gateway takes the
   * most specific path that has the method; what these lack, `{model}` beside them answers.
   */
  addEndpoint(model: string, target: MaasFunction): void {
    const routes = listEndpointRoutes(model);
    for (const route of routes) this.#addRoute(route, target);
    addThrottles(this.restApi.deploymentStage, routes, this.#limits);
  }

  #addRoutes(functions: ModelApiProps['functions']): void {
    const methods = new Map<IResource, Method[]>();
    for (const route of listRoutes()) {
      const resource = this.#addRoute(route, functions[route.function]);
      methods.set(resource, [...(methods.get(resource) ?? []), ...toMethods(route)]);
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

  #addRoute(route: Route, target: RouteTarget): IResource {
    const resource = this.restApi.root.resourceForPath(route.path);
    const auth = this.#auth[route.plane];
    const isWeb = target instanceof PredictWebFunction;
    const integration = isWeb
      ? toWebIntegration(target, route, auth)
      : toIntegration(target, route);
    for (const name of toMethods(route)) {
      const method = resource.addMethod(name, integration, {
        ...toMethodOptions(auth),
        ...(isWeb ? toWebMethodOptions(route) : {}),
      });
      acknowledgeAuth(method, auth);
    }
    return resource;
  }

  #addDomain({ domainName, certificate, basePath }: ModelApiProps): DomainName | undefined {
    if (domainName === undefined || !certificate) return undefined;
    return this.restApi.addDomainName('Domain', {
      domainName,
      certificate,
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
      basePath,
    });
  }

  #acknowledge({ accessLog, tracing }: ModelApiProps, isGuarded: boolean): void {
    acknowledge(
      this.restApi,
      'AwsSolutions-APIG2',
      'The functions check every body against their own schemas, and say in a sentence what is ' +
        "wrong; API Gateway's validators cannot.",
    );
    const stage = this.restApi.deploymentStage;
    if (!isGuarded) {
      acknowledge(
        stage,
        'AwsSolutions-APIG3',
        'Which firewall rules fit is for the owner of the account to say: the props webAcl and ' +
          'addressRateLimit.',
      );
    }
    for (const rule of [
      ...(accessLog ? [] : ['AwsSolutions-APIG1', 'Serverless-APIGWAccessLogging']),
      ...(tracing ? [] : ['Serverless-APIGWXrayEnabled']),
    ]) {
      acknowledge(stage, rule, SWITCHED_OFF);
    }
    acknowledge(
      stage,
      'AwsSolutions-APIG6',
      'Execution logs need a role in the settings of the whole account and would hold bodies; ' +
        'access logs and traces are on.',
    );
  }
}

function listRoutes(): Route[] {
  return Object.values(ROUTES);
}

function toIntegration({ target, timeout }: MaasFunction, route: Route): LambdaIntegration {
  const isStream = route.response === 'stream';
  return new LambdaIntegration(target, {
    responseTransferMode: isStream ? ResponseTransferMode.STREAM : ResponseTransferMode.BUFFERED,
    timeout: isStream
      ? Duration.seconds(Math.min(FUNCTION_SECONDS, timeout.toSeconds() + GATEWAY_GRACE_SECONDS))
      : Duration.millis(LIMITS.bufferedTimeoutMs),
    // One permission per function: one per method would outgrow Lambda's limit of 20 KB.
    scopePermissionToMethod: false,
  });
}

/** A resource and all below it, but for the one that takes every unknown path. */
function listResources(resource: IResource): IResource[] {
  const children = resource.node.children.filter(
    (child): child is typeof child & IResource =>
      'path' in child && 'resourceId' in child && !(child.path as string).endsWith('+}'),
  );
  return [resource, ...children.flatMap(listResources)];
}
