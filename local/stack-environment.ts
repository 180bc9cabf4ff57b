import path from 'node:path';
import { ENVIRONMENT } from '../layers/maas/contract/environment.ts';
import { PRELOADING_HANDLER } from '../layers/maas/contract/functions.ts';
import { makePredictionKey, readSecret, type Home } from './home.ts';
import { BUNDLES_MB, type StackOptions } from './stack-options.ts';

/** Folder of the limits that models set for themselves. */
export function toOwnLimits({ alarms }: Home): string {
  return path.join(alarms, 'own');
}

/** What the functions, and the stack itself, know of where everything is. */
export function stackEnvironment(
  {
    bucket,
    s3Endpoint,
    defaultModel,
    predictTimeoutSeconds,
    predictMemoryMb,
    metricDetail,
    logLevel,
    capturePercent,
    captureRedact,
  }: StackOptions,
  home: Home,
  url: string,
  shadowSocket: string,
): Record<string, string> {
  const inFolder = {
    [ENVIRONMENT.bucket]: '',
    [ENVIRONMENT.storeDirectory]: home.store,
    [ENVIRONMENT.storeSecret]: readSecret(home),
    [ENVIRONMENT.storeUrl]: url,
  };
  const inBucket = {
    [ENVIRONMENT.bucket]: bucket ?? '',
    [ENVIRONMENT.storeDirectory]: '',
    // Every S3-compatible store knows the bucket in the path; few have names for the others.
    ...(s3Endpoint === undefined
      ? {}
      : { AWS_ENDPOINT_URL_S3: s3Endpoint, [ENVIRONMENT.s3PathStyle]: 'true' }),
  };
  return {
    ...(bucket === undefined ? inFolder : inBucket),
    [ENVIRONMENT.predictionKeyFile]: makePredictionKey(home),
    [ENVIRONMENT.serviceUrl]: url,
    [ENVIRONMENT.shadowSocket]: shadowSocket,
    [ENVIRONMENT.defaultModel]: defaultModel,
    [ENVIRONMENT.metricsDirectory]: home.metrics,
    [ENVIRONMENT.alarmsDirectory]: toOwnLimits(home),
    [ENVIRONMENT.capturesDirectory]: home.captured,
    [ENVIRONMENT.capturePercent]: String(capturePercent),
    [ENVIRONMENT.captureRedact]: JSON.stringify(captureRedact),
    [ENVIRONMENT.bundleDirectory]: home.bundles,
    [ENVIRONMENT.bundleBudgetMb]: String(BUNDLES_MB),
    [ENVIRONMENT.predictTimeoutMs]: String(predictTimeoutSeconds * 1000),
    [ENVIRONMENT.predictMemoryMb]: String(predictMemoryMb),
    [ENVIRONMENT.metricDetail]: metricDetail,
    [ENVIRONMENT.logLevel]: logLevel,
    NODE_COMPILE_CACHE: home.compileCache,
  };
}

/** What `predict` loads before its first request, and the handler that waits for it. */
export function preloadEnvironment({ preload }: StackOptions): Record<string, string> {
  if (preload.length === 0) return {};
  return { [ENVIRONMENT.preload]: preload.join(' '), _HANDLER: PRELOADING_HANDLER };
}

/** What `monitor` knows of whoever is told; where models run, nobody does. */
export function toldEnvironment(
  { alarmWebhook }: StackOptions,
  { alarms }: Home,
): Record<string, string> {
  if (alarmWebhook === undefined) return {};
  return {
    [ENVIRONMENT.alarmWebhook]: alarmWebhook,
    [ENVIRONMENT.signingKeyDirectory]: path.resolve(alarms),
  };
}
