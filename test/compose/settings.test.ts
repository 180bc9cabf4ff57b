import { describe, expect, it } from '@jest/globals';
import { readSettings, SettingsError } from '../../layers/maas/compose/settings.ts';

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
      bundleDirectory: '/tmp/bundles',
      bundleBudgetBytes: 1984 * 1024 * 1024,
      metricNamespace: 'ServerlessMaas',
      metricsDirectory: undefined,
      recordTtlMs: 1000,
      predictTimeoutMs: 30_000,
      predictionNote: '/tmp/prediction.json',
      predictMemoryMb: 1769,
      probeTimeoutMs: 60_000,
      probeMemoryMb: 1257,
      logLevel: 'info',
    });
  });

  it('reads every variable', () => {
    const environment = {
      ...FOLDER,
      MAAS_DEFAULT_MODEL: 'sentiment',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      MAAS_BUNDLE_DIRECTORY: '/data/bundles',
      MAAS_BUNDLE_BUDGET_MB: '10',
      MAAS_METRIC_NAMESPACE: 'Mine',
      MAAS_METRICS_DIRECTORY: '/data/metrics',
      MAAS_RECORD_TTL_MS: '0',
      MAAS_PROBE_TIMEOUT_MS: '5',
      MAAS_PROBE_MEMORY_MB: '6',
      MAAS_LOG_LEVEL: 'debug',
      MAAS_PREDICT_TIMEOUT_MS: '7',
      MAAS_PREDICTION_NOTE: '/data/note',
      MAAS_PREDICT_MEMORY_MB: '8',
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
      bundleDirectory: '/data/bundles',
      bundleBudgetBytes: 10 * 1024 * 1024,
      metricNamespace: 'Mine',
      metricsDirectory: '/data/metrics',
      recordTtlMs: 0,
      predictTimeoutMs: 7,
      predictionNote: '/data/note',
      predictMemoryMb: 8,
      probeTimeoutMs: 5,
      probeMemoryMb: 6,
      logLevel: 'debug',
    });
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

  it.each<[string, Record<string, string>, string]>([
    [
      'there is no registry',
      {},
      'Exactly one of MAAS_BUCKET and MAAS_STORE_DIRECTORY says where the registry is; got neither.',
    ],
    [
      'there are two',
      { ...FOLDER, MAAS_BUCKET: 'b' },
      'Exactly one of MAAS_BUCKET and MAAS_STORE_DIRECTORY says where the registry is; got both.',
    ],
    [
      'a folder has no secret',
      { ...FOLDER, MAAS_STORE_SECRET: '' },
      'MAAS_STORE_SECRET is not set; the folder that is the registry needs it.',
    ],
    [
      'a number is none',
      { ...FOLDER, MAAS_RECORD_TTL_MS: '1s' },
      'MAAS_RECORD_TTL_MS is a whole number from 0 on; got "1s".',
    ],
    [
      'a number is negative',
      { ...FOLDER, MAAS_RECORD_TTL_MS: '-1' },
      'MAAS_RECORD_TTL_MS is a whole number from 0 on; got "-1".',
    ],
    [
      'a number is too small',
      { ...FOLDER, MAAS_PROBE_TIMEOUT_MS: '0' },
      'MAAS_PROBE_TIMEOUT_MS is a whole number from 1 on; got "0".',
    ],
    [
      'a choice is unknown',
      { ...FOLDER, MAAS_LOG_LEVEL: 'loud' },
      'MAAS_LOG_LEVEL is one of debug, info, warn, error; got "loud".',
    ],
    [
      'a switch is neither',
      { MAAS_BUCKET: 'b', MAAS_S3_PATH_STYLE: 'yes' },
      'MAAS_S3_PATH_STYLE is one of true, false; got "yes".',
    ],
  ])('throws, naming the variable and the value, when %s', (_, environment, message) => {
    expect(() => readSettings(environment)).toThrow(new SettingsError(message));
  });
});
