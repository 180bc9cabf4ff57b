import { describe, expect, it } from '@jest/globals';
import { readSettings } from '../../layers/maas/compose/settings.ts';
import { SettingsError } from '../../layers/maas/compose/settings-reader.ts';

const FOLDER = {
  MAAS_STORE_DIRECTORY: '/data/store',
  MAAS_STORE_SECRET: 's'.repeat(32),
  MAAS_STORE_URL: 'http://127.0.0.1:8080',
};

describe('what readSettings refuses', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'there is no registry',
      {},
      'Exactly one of MAAS_BUCKET and MAAS_STORE_DIRECTORY says where the registry is; got ' +
        'neither.',
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
      'MAAS_RECORD_TTL_MS is a whole number from 0 to 2147483647; got "1s".',
    ],
    [
      'a number is negative',
      { ...FOLDER, MAAS_RECORD_TTL_MS: '-1' },
      'MAAS_RECORD_TTL_MS is a whole number from 0 to 2147483647; got "-1".',
    ],
    [
      'a decimal is none',
      { ...FOLDER, MAAS_ERROR_RATE_PERCENT: '5%' },
      'MAAS_ERROR_RATE_PERCENT is a number above 0 up to 100; got "5%".',
    ],
    [
      'a decimal is 0',
      { ...FOLDER, MAAS_ERROR_RATE_PERCENT: '0.0' },
      'MAAS_ERROR_RATE_PERCENT is a number above 0 up to 100; got "0.0".',
    ],
    [
      'alarms have no topic',
      { ...FOLDER, MAAS_ALARM_PREFIX: 'Mine/' },
      'MAAS_ALARM_TOPIC is not set; the alarms of single models need it.',
    ],
    [
      'a number is too small',
      { ...FOLDER, MAAS_PROBE_TIMEOUT_MS: '0' },
      'MAAS_PROBE_TIMEOUT_MS is a whole number from 1 to 2147483647; got "0".',
    ],
    [
      'a timer could not wait for a number',
      { ...FOLDER, MAAS_PROBE_TIMEOUT_MS: '99999999999' },
      'MAAS_PROBE_TIMEOUT_MS is a whole number from 1 to 2147483647; got "99999999999".',
    ],
    [
      'more threads are asked for than any machine has',
      { ...FOLDER, MAAS_THREADS: '5000' },
      'MAAS_THREADS is a whole number from 1 to 256; got "5000".',
    ],
    [
      'a share is more than all',
      { ...FOLDER, MAAS_ERROR_RATE_PERCENT: '500' },
      'MAAS_ERROR_RATE_PERCENT is a number above 0 up to 100; got "500".',
    ],
    [
      "a caller's name is none",
      { ...FOLDER, MAAS_COUNTED_CALLERS: 'key:a foo' },
      'MAAS_COUNTED_CALLERS is 20 at most of names as key:abc123 or sub:alice; got "foo".',
    ],
    [
      'more callers are counted than may be',
      { ...FOLDER, MAAS_COUNTED_CALLERS: 'key:a '.repeat(21) },
      'MAAS_COUNTED_CALLERS is 20 at most of names as key:abc123 or sub:alice; got 21.',
    ],
    [
      'a model to be loaded has no name of a model',
      { ...FOLDER, MAAS_PRELOAD: 'a/b' },
      'MAAS_PRELOAD is names as reviews; got "a/b".',
    ],
    [
      'the default model has none',
      { ...FOLDER, MAAS_DEFAULT_MODEL: ' ' },
      'MAAS_DEFAULT_MODEL is a name as reviews; got " ".',
    ],
    [
      'CloudWatch takes no such namespace',
      { ...FOLDER, MAAS_METRIC_NAMESPACE: 'AWS/Lambda' },
      'MAAS_METRIC_NAMESPACE is a name as ServerlessMaas/prod; got "AWS/Lambda".',
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
