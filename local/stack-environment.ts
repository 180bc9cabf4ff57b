import path from 'node:path';
import { ENVIRONMENT } from '../layers/maas/contract/environment.ts';
import { PRELOADING_HANDLER } from '../layers/maas/contract/functions.ts';
import { makePredictionKey, readSecret, type Home } from './home.ts';
import { BUNDLES_MB, type StackOptions } from './stack-options.ts';

/** Folder of the limits that models set for themselves. */
export function toOwnLimits({ alarms }: Home): string {
  return path.join(alarms, 'own');
}

/** The environment that tells the functions, and the stack itself, where everything is. */
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
    ...(s3Endpoint === undefined ? {} : { [ENVIRONMENT.s3PathStyle]: 'true' }),
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
    [ENVIRONMENT.loadMarks]: home.loadMarks,
    [ENVIRONMENT.bundleBudgetMb]: String(BUNDLES_MB),
    [ENVIRONMENT.predictTimeoutMs]: String(predictTimeoutSeconds * 1000),
    [ENVIRONMENT.predictMemoryMb]: String(predictMemoryMb),
    [ENVIRONMENT.metricDetail]: metricDetail,
    [ENVIRONMENT.logLevel]: logLevel,
    NODE_COMPILE_CACHE: home.compileCache,
  };
}

/** The variables with which `predict` loads models before its first request, and waits for them. */
export function preloadEnvironment({ preload }: StackOptions): Record<string, string> {
  if (preload.length === 0) return {};
  return { [ENVIRONMENT.preload]: preload.join(' '), _HANDLER: PRELOADING_HANDLER };
}

/** The variables that tell `monitor` whom to notify; functions that run models do not get them. */
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
