import { describe, expect, it } from '@jest/globals';
import { findS3Endpoint } from '../../../layers/maas/adapters/s3/s3-endpoint.ts';

const HOST = 'http://store.test:9000';

describe('findS3Endpoint', () => {
  it.each<[string, Parameters<typeof findS3Endpoint>[0], Record<string, string>, string]>([
    [
      "AWS's own",
      { bucket: 'b' },
      { AWS_REGION: 'eu-west-1' },
      'https://b.s3.eu-west-1.amazonaws.com:/ eu-west-1',
    ],
    [
      'that of China',
      { bucket: 'b' },
      { AWS_REGION: 'cn-north-1' },
      'https://b.s3.cn-north-1.amazonaws.com.cn:/ cn-north-1',
    ],
    ['the default region', { bucket: 'b' }, {}, 'https://b.s3.us-east-1.amazonaws.com:/ us-east-1'],
    [
      'AWS_DEFAULT_REGION',
      { bucket: 'b' },
      { AWS_DEFAULT_REGION: 'eu-west-2' },
      'https://b.s3.eu-west-2.amazonaws.com:/ eu-west-2',
    ],
    [
      'the bucket in the path where no certificate fits',
      { bucket: 'a.b' },
      {},
      'https://s3.us-east-1.amazonaws.com:/a.b/ us-east-1',
    ],
    [
      'the bucket in the path where asked',
      { bucket: 'b', pathStyle: true },
      { AWS_ENDPOINT_URL: HOST },
      'http://store.test:9000/b/ us-east-1',
    ],
    [
      'the bucket in the name',
      { bucket: 'b' },
      { AWS_ENDPOINT_URL: HOST },
      'http://b.store.test:9000/ us-east-1',
    ],
    [
      'the bucket in the path of an address',
      { bucket: 'b' },
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:9000' },
      'http://127.0.0.1:9000/b/ us-east-1',
    ],
    [
      'the one for S3 before the one for all',
      { bucket: 'b' },
      { AWS_ENDPOINT_URL_S3: HOST, AWS_ENDPOINT_URL: 'http://other.test' },
      'http://b.store.test:9000/ us-east-1',
    ],
    [
      'an empty variable as none',
      { bucket: 'b' },
      { AWS_ENDPOINT_URL_S3: '', AWS_ENDPOINT_URL: HOST },
      'http://b.store.test:9000/ us-east-1',
    ],
    [
      'a path before the bucket',
      { bucket: 'b', pathStyle: true },
      { AWS_ENDPOINT_URL: `${HOST}/s3` },
      'http://store.test:9000/s3/b/ us-east-1',
    ],
    [
      "AWS's own where others are to be ignored",
      { bucket: 'b' },
      { AWS_ENDPOINT_URL: HOST, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      'https://b.s3.us-east-1.amazonaws.com:/ us-east-1',
    ],
  ])('finds %s', (_, options, environment, expected) => {
    const { protocol, hostname, port, basePath, region } = findS3Endpoint(options, environment);
    expect(`${protocol}//${hostname}:${port}${basePath} ${region}`).toBe(expected);
  });

  it('throws when the endpoint is not http', () => {
    expect(() => findS3Endpoint({ bucket: 'b' }, { AWS_ENDPOINT_URL: 'ftp://x' })).toThrow(
      "got 'ftp:'",
    );
  });
});
