import { expect, it } from '@jest/globals';
import { Duration } from 'aws-cdk-lib';
import type { ModelServiceProps } from '../../infra/props/model-service-props.ts';
import { createService } from './synthesise.ts';

const REFUSED: readonly [ModelServiceProps, string][] = [
  [
    { predictMemoryMb: 10_241 },
    'predictMemoryMb must be a whole number from 128 to 10240; got 10241.',
  ],
  [{ predictMemoryMb: 127 }, 'predictMemoryMb must be a whole number from 128 to 10240; got 127.'],
  [
    { predictMemoryMb: 1769.5 },
    'predictMemoryMb must be a whole number from 128 to 10240; got 1769.5.',
  ],
  [
    { predictMemoryMb: Number.NaN },
    'predictMemoryMb must be a whole number from 128 to 10240; got NaN.',
  ],
  [{ ingestMemoryMb: 512 }, 'ingestMemoryMb must be a whole number from 1024 to 10240; got 512.'],
  [
    { predictMaxConcurrency: 0 },
    'predictMaxConcurrency must be a whole number from 1 to 100000; got 0.',
  ],
  [
    { predictMaxConcurrency: 'none' as 'unreserved' },
    "predictMaxConcurrency must be a whole number from 1 to 100000 or 'unreserved'; got 'none'.",
  ],
  [
    { predictStorageMb: 511 },
    'predictStorageMb must be a whole number from 512 to 10240; got 511.',
  ],
  [
    { predictStorageMb: 10_241 },
    'predictStorageMb must be a whole number from 512 to 10240; got 10241.',
  ],
  [
    { predictTimeout: Duration.millis(500) },
    'predictTimeout in seconds must be a whole number from 1 to 780; got 0.5.',
  ],
  [
    { predictTimeout: Duration.minutes(14) },
    'predictTimeout in seconds must be a whole number from 1 to 780; got 840.',
  ],
  [{ rateLimit: 0 }, 'rateLimit must be a whole number from 1 to 10000; got 0.'],
  [{ rateLimit: 10_001 }, 'rateLimit must be a whole number from 1 to 10000; got 10001.'],
  [{ burstLimit: 5001 }, 'burstLimit must be a whole number from 1 to 5000; got 5001.'],
  [
    { latencyAlarmThreshold: Duration.millis(0) },
    'latencyAlarmThreshold in milliseconds must be a whole number from 1 to 900000; got 0.',
  ],
  [
    { latencyAlarmThreshold: Duration.minutes(16) },
    'latencyAlarmThreshold in milliseconds must be a whole number from 1 to 900000; got 960000.',
  ],
  [{ errorRateAlarmPercent: 0 }, 'errorRateAlarmPercent must be above 0 and below 100; got 0'],
  [{ errorRateAlarmPercent: 100 }, 'errorRateAlarmPercent must be above 0 and below 100; got 100'],
  [
    { errorRateAlarmPercent: Number.NaN },
    'errorRateAlarmPercent must be above 0 and below 100; got NaN',
  ],
  [
    { restorePeriod: Duration.hours(12) },
    'restorePeriod in days must be a whole number from 1 to 3650; got 0.5.',
  ],
  [{ defaultModel: 'My Model' }, "got 'My Model'."],
  [{ defaultModel: '' }, "got ''."],
  [{ dataPlaneAuth: 'none' as 'iam' }, "dataPlaneAuth must be 'apiKey' or 'iam'; got 'none'."],
  [
    { controlPlaneAuth: 'cognito' as 'iam' },
    "controlPlaneAuth must be 'apiKey' or 'iam'; got 'cognito'.",
  ],
  [{ alarmEmails: ['nobody'] }, "alarmEmails must be e-mail addresses; got 'nobody'."],
  [{ alarmEmails: ['a@example.com', 'a@example.com'] }, "alarmEmails names 'a@example.com' twice"],
  [
    { imageContext: '/no/such/folder' },
    "imageContext must be a folder with a Dockerfile; there is none in '/no/such/folder'.",
  ],
];

it.each(REFUSED)('refuses %j when it is constructed, saying what it got', (props, sentence) => {
  expect(() => createService(props)).toThrow(sentence);
});

it('takes the default for a prop that is undefined', () => {
  expect(() => createService({ predictMemoryMb: undefined as unknown as number })).not.toThrow();
});
