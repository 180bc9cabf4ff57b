import { findAwsDomain } from '../aws/aws-domain.ts';
import type { Environment } from '../aws/environment.ts';

/** The place that requests for one bucket go to. */
export interface S3Endpoint {
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port: string;
  /** Before each key, with a `/` at its end. */
  readonly basePath: string;
  readonly region: string;
}

/**
 * As the SDK finds it: AWS_ENDPOINT_URL_S3, then AWS_ENDPOINT_URL, then AWS's own for the region.
 */
export function findS3Endpoint(
  { bucket, pathStyle = false }: { readonly bucket: string; readonly pathStyle?: boolean },
  environment: Environment,
): S3Endpoint {
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1';
  const { protocol, hostname, port, pathname } = new URL(
    findConfigured(environment) ?? `https://s3.${region}.${findAwsDomain(region)}`,
  );
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new RangeError(`An S3 endpoint begins with http:// or https://; got '${protocol}'.`);
  }
  // No certificate fits a bucket's name that has dots, and an address has no subdomains.
  const inPath =
    pathStyle || (protocol === 'https:' && bucket.includes('.')) || isAddress(hostname);
  const base = pathname.endsWith('/') ? pathname : `${pathname}/`;
  return {
    protocol,
    port,
    region,
    hostname: inPath ? hostname : `${bucket}.${hostname}`,
    basePath: inPath ? `${base}${bucket}/` : base,
  };
}

function findConfigured(environment: Environment): string | undefined {
  if (environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  return [environment.AWS_ENDPOINT_URL_S3, environment.AWS_ENDPOINT_URL].find(Boolean);
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+(\.\d+){3}$/.test(hostname);
}
