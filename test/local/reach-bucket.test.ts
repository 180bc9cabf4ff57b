import { describe, expect, it } from '@jest/globals';
import { reachBucket } from '../../local/reach-bucket.ts';

const BUCKET = { bucket: 'models', s3Endpoint: undefined };
const STORE = { bucket: 'models', s3Endpoint: 'http://127.0.0.1:9000' };
const ofConfiguration = (): Promise<string> => Promise.resolve('eu-north-1');
const ofNothing = (): Promise<string> => Promise.reject(new Error('Region is missing'));

describe('reachBucket', () => {
  it.each([
    [
      "leads this process, too, to a store that is not AWS's",
      { environment: {}, options: STORE, find: ofNothing },
      { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000', AWS_REGION: 'us-east-1' },
    ],
    [
      'takes the region of the environment first',
      {
        environment: { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' },
        options: BUCKET,
        find: ofConfiguration,
      },
      { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' },
    ],
    [
      'takes the region that the AWS CLI reads and its SDK does not',
      {
        environment: { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-2' },
        options: BUCKET,
        find: ofConfiguration,
      },
      { AWS_REGION: 'eu-west-2', AWS_DEFAULT_REGION: 'eu-west-2' },
    ],
    [
      'takes the region of the configuration then',
      { environment: {}, options: BUCKET, find: ofConfiguration },
      { AWS_REGION: 'eu-north-1' },
    ],
    [
      'changes nothing without a bucket',
      {
        environment: {},
        options: { bucket: undefined, s3Endpoint: undefined },
        find: ofConfiguration,
      },
      {},
    ],
  ])('%s', async (_what, { environment, options, find }, expected) => {
    await reachBucket(options, environment, find);
    expect(environment).toEqual(expected);
  });
});
