import { ENVIRONMENT } from '../layers/maas/contract/environment.ts';
import { readSecret, type Home } from './home.ts';
import { BUNDLES_MB, type StackOptions } from './stack-options.ts';

/** What the functions, and the stack itself, know of where everything is. */
export function stackEnvironment(
  {
    bucket,
    s3Endpoint,
    defaultModel,
    predictTimeoutSeconds,
    predictMemoryMb,
    logLevel,
  }: StackOptions,
  home: Home,
  url: string,
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
    [ENVIRONMENT.defaultModel]: defaultModel,
    [ENVIRONMENT.metricsDirectory]: home.metrics,
    [ENVIRONMENT.bundleDirectory]: home.bundles,
    [ENVIRONMENT.bundleBudgetMb]: String(BUNDLES_MB),
    [ENVIRONMENT.predictTimeoutMs]: String(predictTimeoutSeconds * 1000),
    [ENVIRONMENT.predictMemoryMb]: String(predictMemoryMb),
    [ENVIRONMENT.logLevel]: logLevel,
    NODE_COMPILE_CACHE: home.compileCache,
  };
}
