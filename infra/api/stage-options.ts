import type { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { AccessLogFormat, type Stage, type StageOptions } from 'aws-cdk-lib/aws-apigateway';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { toMethods, type Method, type Route, ROUTES } from '../../layers/maas/contract/routes.ts';
import type { ResolvedProps } from '../props/resolve-props.ts';
import { ACCESS_LOG_FORMAT, AccessLog } from './access-log.ts';

/** Calls a second, and at once, of each method that API Gateway answers by itself. */
const FIXED_ANSWERS_RATE = 10;
const FIXED_ANSWERS_BURST = 20;

export type ThrottleLimits = Pick<ResolvedProps, 'rateLimit' | 'burstLimit'>;

/**
 * Makes the options by which the stage throttles, traces and logs.
 * @param scope of the log group that it needs
 */
export function toStageOptions(
  scope: Construct,
  { rateLimit, burstLimit, tracing, accessLog, ...log }: ResolvedProps & { logBucket: IBucket },
): StageOptions {
  return {
    // For the methods that API Gateway answers by itself: each call of them is billed, and takes
    // no key. By default and not by name, as it takes no throttle for a method ANY.
    throttlingRateLimit: Math.min(rateLimit, FIXED_ANSWERS_RATE),
    throttlingBurstLimit: Math.min(burstLimit, FIXED_ANSWERS_BURST),
    methodOptions: Object.fromEntries(
      listCalls(Object.values<Route>(ROUTES)).map(({ method, path }) => [
        `${path}/${method}`,
        { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit },
      ]),
    ),
    tracingEnabled: tracing,
    ...(accessLog
      ? {
          accessLogDestination: new AccessLog(scope, 'AccessLog', log).destination,
          accessLogFormat: AccessLogFormat.custom(ACCESS_LOG_FORMAT),
        }
      : {}),
  };
}

/** For routes that come after the stage; by its L1, as the L2 takes them with itself alone. */
export function addThrottles(
  stage: Stage,
  routes: readonly Route[],
  { rateLimit, burstLimit }: ThrottleLimits,
): void {
  const resource = stage.node.defaultChild as CfnStage;
  const settings = resource.methodSettings as CfnStage.MethodSettingProperty[];
  resource.methodSettings = [
    ...settings,
    ...listCalls(routes).map(({ method, path }) => ({
      httpMethod: method,
      resourcePath: `/${path.replaceAll('/', '~1')}`,
      dataTraceEnabled: false,
      throttlingRateLimit: rateLimit,
      throttlingBurstLimit: burstLimit,
    })),
  ];
}

function listCalls(routes: readonly Route[]): { method: Method; path: string }[] {
  return routes.flatMap((route) =>
    toMethods(route).map((method) => ({ method, path: route.path })),
  );
}
