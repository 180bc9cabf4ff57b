import dns from 'node:dns';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { findAwsDomain } from '../../../layers/maas/adapters/aws/aws-domain.ts';
import { AwsJsonClient } from '../../../layers/maas/adapters/aws/aws-json-client.ts';
import { FirehoseCaptureSink } from '../../../layers/maas/adapters/captures/firehose-capture-sink.ts';
import { findS3Endpoint } from '../../../layers/maas/adapters/s3/s3-endpoint.ts';
import { LambdaShadowSender } from '../../../layers/maas/adapters/shadow/lambda-shadow-sender.ts';

const clock = { nowMs: () => 0 };
const PARTITIONS = [
  ['eu-west-1', 'amazonaws.com'],
  ['us-gov-west-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
  ['eusc-de-east-1', 'amazonaws.eu'],
  ['us-iso-east-1', 'c2s.ic.gov'],
  ['us-isob-east-1', 'sc2s.sgov.gov'],
] as const;

let asked: string[];
beforeEach(() => {
  asked = [];
  jest.spyOn(dns, 'lookup').mockImplementation(((name: string, _: unknown, done: Failure) => {
    asked.push(name);
    done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
  }) as typeof dns.lookup);
});
afterEach(() => {
  jest.restoreAllMocks();
});

type Failure = (error: Error) => void;

describe.each(PARTITIONS)('in %s', (region, domain) => {
  const environment = {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };

  it(`the services' addresses end in ${domain}`, () => {
    expect(findAwsDomain(region)).toBe(domain);
    expect(findS3Endpoint({ bucket: 'b' }, environment).hostname).toBe(`b.s3.${region}.${domain}`);
  });

  it.each([
    [
      'lambda',
      () =>
        new LambdaShadowSender({
          function: `arn:aws:lambda:${region}:111122223333:function:Shadow`,
          clock,
          environment,
        }).send({ model: 'm', version: 1 }, '{}'),
    ],
    [
      'firehose',
      () =>
        new FirehoseCaptureSink({ stream: 'captures', clock, environment }).write([{} as never]),
    ],
    [
      'secretsmanager',
      () =>
        new AwsJsonClient({ service: 'secretsmanager', region, clock, environment }).call(
          'none',
          {},
        ),
    ],
  ])('%s is called there', async (service, call) => {
    await expect(call()).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(asked).toContain(`${service}.${region}.${domain}`);
  });
});
