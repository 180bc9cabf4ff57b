import { availableParallelism } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { readSettings } from '../../layers/maas/compose/settings.ts';

const FOLDER = {
  MAAS_STORE_DIRECTORY: '/data/store',
  MAAS_STORE_SECRET: 's'.repeat(32),
  MAAS_STORE_URL: 'http://127.0.0.1:8080',
};

describe('readSettings', () => {
  it('has a default for all but where the registry is', () => {
    expect(readSettings({ MAAS_BUCKET: 'b', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769' })).toEqual({
      store: { kind: 's3', bucket: 'b', pathStyle: false },
      defaultModel: 'default',
      memoryMb: 1769,
      threads: 1,
      parallelThreads: 1,
      bundleDirectory: '/tmp/bundles',
      loadMarks: '/tmp/loads',
      bundleBudgetBytes: 1984 * 1024 * 1024,
      metricNamespace: 'ServerlessMaas',
      countedCallers: [],
      metricDetail: 'standard',
      countedLabels: 10,
      captureDefaults: { percent: 0, redact: [] },
      metricsDirectory: undefined,
      recordTtlMs: 1000,
      predictTimeoutMs: 30_000,
      preload: [],
      predictionNote: '/tmp/prediction.json',
      predictMemoryMb: 1769,
      probeTimeoutMs: 60_000,
      probeMemoryMb: 1257,
      hasEndpoint: false,
      errorRatePercent: 5,
      latencyP99Ms: 5000,
      alarms: undefined,
      logLevel: 'info',
    });
  });

  it('reads every variable', () => {
    const environment = {
      ...FOLDER,
      MAAS_DEFAULT_MODEL: 'sentiment',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      MAAS_BUNDLE_DIRECTORY: '/data/bundles',
      MAAS_LOAD_MARKS: '/data/loads',
      MAAS_BUNDLE_BUDGET_MB: '10',
      MAAS_METRIC_NAMESPACE: 'Mine',
      MAAS_COUNTED_CALLERS: 'key:a sub:b',
      MAAS_METRIC_DETAIL: 'low',
      MAAS_COUNTED_LABELS: '3',
      MAAS_CAPTURE_PERCENT: '2.5',
      MAAS_CAPTURE_REDACT: '["name"]',
      MAAS_ROLLOUT_RULE: 'rule',
      MAAS_ROLLOUT_TOPIC: 'arn:rollouts',
      MAAS_METRICS_DIRECTORY: '/data/metrics',
      MAAS_RECORD_TTL_MS: '0',
      MAAS_PROBE_TIMEOUT_MS: '5',
      MAAS_PROBE_MEMORY_MB: '6',
      MAAS_LOG_LEVEL: 'debug',
      MAAS_PREDICT_TIMEOUT_MS: '7',
      MAAS_PREDICTION_NOTE: '/data/note',
      MAAS_PRELOAD: 'a b',
      MAAS_PREDICT_MEMORY_MB: '8',
      MAAS_ENDPOINT: 'ocr',
      MAAS_ERROR_RATE_PERCENT: '0.5',
      MAAS_LATENCY_P99_MS: '9',
      MAAS_THREADS: '3',
      MAAS_PARALLEL_THREADS: '4',
      MAAS_ALARM_PREFIX: 'Mine/',
      MAAS_ALARM_TOPIC: 'arn:topic',
    };
    expect(readSettings(environment)).toEqual({
      store: {
        kind: 'files',
        directory: '/data/store',
        secret: 's'.repeat(32),
        url: 'http://127.0.0.1:8080',
      },
      defaultModel: 'sentiment',
      memoryMb: 512,
      threads: 3,
      parallelThreads: 4,
      bundleDirectory: '/data/bundles',
      loadMarks: '/data/loads',
      bundleBudgetBytes: 10 * 1024 * 1024,
      metricNamespace: 'Mine',
      countedCallers: ['key:a', 'sub:b'],
      metricDetail: 'low',
      countedLabels: 3,
      captureDefaults: { percent: 2.5, redact: ['name'] },
      rolloutRule: 'rule',
      rolloutTopic: 'arn:rollouts',
      metricsDirectory: '/data/metrics',
      recordTtlMs: 0,
      predictTimeoutMs: 7,
      preload: ['a', 'b'],
      predictionNote: '/data/note',
      predictMemoryMb: 8,
      probeTimeoutMs: 5,
      probeMemoryMb: 6,
      hasEndpoint: true,
      errorRatePercent: 0.5,
      latencyP99Ms: 9,
      alarms: { kind: 'cloudwatch', prefix: 'Mine/', topic: 'arn:topic' },
      logLevel: 'debug',
    });
  });

  it.each([
    ['half of one on Lambda', { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '884' }, 1],
    ['what its memory pays for on Lambda', { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '3538' }, 2],
    ['more than there are', { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '9999999' }, Infinity],
    ['all where it is not Lambda', {}, Infinity],
  ])('gives a run as many threads as it has processors when it has %s', (_, environment, most) => {
    expect(readSettings({ ...FOLDER, ...environment }).threads).toBe(
      Math.min(most, availableParallelism()),
    );
  });

  it('reads no name out of blanks', () => {
    expect(readSettings({ ...FOLDER, MAAS_PRELOAD: ' ', MAAS_COUNTED_CALLERS: ' ' })).toMatchObject(
      { preload: [], countedCallers: [] },
    );
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readSettings({ ...FOLDER, MAAS_BUCKET: '', MAAS_RECORD_TTL_MS: '' })).toMatchObject({
      store: { kind: 'files' },
      recordTtlMs: 1000,
    });
    expect(readSettings({ MAAS_BUCKET: 'b', MAAS_S3_PATH_STYLE: 'true' })).toMatchObject({
      store: { pathStyle: true },
    });
  });
});
