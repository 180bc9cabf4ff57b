import type { StackOptions } from './stack-options.ts';

type Environment = Record<string, string | undefined>;

/** Where AWS's tools name no region; a store of one's own mostly takes any. */
const DEFAULT_REGION = 'us-east-1';

/**
 * Sets what the AWS SDK reads, for this process, which watches the bucket, and for the functions,
 * which inherit it: both have to look at the same place.
 * @param findRegion finds the region that AWS's tools were configured with
 */
export async function reachBucket(
  { bucket, s3Endpoint }: Pick<StackOptions, 'bucket' | 's3Endpoint'>,
  environment: Environment,
  findRegion = findConfiguredRegion,
): Promise<void> {
  if (bucket === undefined) return;
  if (s3Endpoint !== undefined) environment.AWS_ENDPOINT_URL_S3 = s3Endpoint;
  const named = [environment.AWS_REGION, environment.AWS_DEFAULT_REGION].find(Boolean);
  environment.AWS_REGION = named ?? (await findRegion().catch(() => DEFAULT_REGION));
}

async function findConfiguredRegion(): Promise<string> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  return new S3Client({}).config.region();
}
