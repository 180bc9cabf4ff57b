import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseFlags, UsageError } from '../../local/flags.ts';
import { HELP } from '../../local/help.ts';

describe('the command line of npm start', () => {
  it('has a default for everything', () => {
    expect(parseFlags([], {})).toEqual({
      home: path.resolve('.maas'),
      port: 8080,
      bucket: undefined,
      s3Endpoint: undefined,
      defaultModel: 'default',
      alarmWebhook: undefined,
      apiKeys: [],
      allowedHosts: [],
      predictTimeoutSeconds: 30,
      predictMemoryMb: 1769,
      capturePercent: 0,
      captureRedact: [],
      captureDays: 30,
      idleMs: 300_000,
      metricDetail: 'standard',
      logLevel: 'info',
      consoleLevel: 'warn',
      demo: true,
      help: false,
      host: 'process',
      instances: {
        models: expect.any(Number),
        shadow: expect.any(Number),
        upload: expect.any(Number),
        ingest: expect.any(Number),
        predict: expect.any(Number),
        monitor: expect.any(Number),
      },
    });
  });

  it('sets what it names', () => {
    const args = [
      '--bucket',
      'b',
      '--s3-endpoint',
      'http://127.0.0.1:9000',
      '--default-model',
      'mine',
      '--instances',
      'predict=7',
      '--instances',
      'ingest=3',
      '--allow-host',
      'Models.example',
      '--allow-host',
      'maas',
      '--predict-timeout',
      '7',
      '--host',
      'lambda',
      '--predict-memory',
      '4096',
      '--idle-seconds',
      '5',
      '--log-level',
      'debug',
      '--verbose',
      '--no-demo',
    ];
    expect(parseFlags(args, { PORT: '0', MAAS_HOME: '/srv/maas' })).toMatchObject({
      home: '/srv/maas',
      port: 0,
      bucket: 'b',
      s3Endpoint: 'http://127.0.0.1:9000',
      defaultModel: 'mine',
      allowedHosts: ['models.example', 'maas'],
      predictTimeoutSeconds: 7,
      host: 'lambda',
      predictMemoryMb: 4096,
      idleMs: 5000,
      logLevel: 'debug',
      consoleLevel: 'debug',
      demo: false,
      instances: { predict: 7, ingest: 3 },
    });
  });

  it('takes empty variables for none', () => {
    expect(parseFlags([], { PORT: '', MAAS_HOME: '' })).toMatchObject({
      port: 8080,
      home: path.resolve('.maas'),
    });
  });

  it.each<[string, string[], Record<string, string>, string]>([
    ['an unknown flag', ['--port', '80'], {}, "Unknown option '--port'"],
    ['a word', ['now'], {}, "Unexpected argument 'now'"],
    ['a flag without its value', ['--bucket'], {}, "Option '--bucket <value>' argument missing"],
    [
      'a value where none belongs',
      ['--verbose=yes'],
      {},
      "Option '--verbose' does not take an argument",
    ],
    [
      'a number that is none',
      ['--idle-seconds', 'soon'],
      {},
      "--idle-seconds is a whole number from 1 to 86400; got 'soon'",
    ],
    [
      'a number below all',
      ['--idle-seconds', '0'],
      {},
      "--idle-seconds is a whole number from 1 to 86400; got '0'",
    ],
    [
      'a limit above all',
      ['--predict-timeout', '901'],
      {},
      "--predict-timeout is a whole number from 1 to 900; got '901'",
    ],
    [
      'memory for nothing',
      ['--predict-memory', '64'],
      {},
      "--predict-memory is a whole number from 512 to 1000000; got '64'",
    ],
    [
      'an unknown function',
      ['--instances', 'bake=2'],
      {},
      "--instances is one of models, upload, ingest, predict, shadow, monitor; got 'bake'",
    ],
    [
      'a function without a number',
      ['--instances', 'predict'],
      {},
      "--instances is <function>=<number>, as predict=4; got 'predict'",
    ],
    [
      'a host with a port',
      ['--allow-host', 'maas:80'],
      {},
      "--allow-host is a name without a port, as models.example; got 'maas:80'",
    ],
    [
      'no instances',
      ['--instances', 'predict=0'],
      {},
      "--instances predict is a whole number from 1 to 1000; got '0'",
    ],
    [
      'an unknown level',
      ['--log-level', 'loud'],
      {},
      "--log-level is one of debug, info, warn, error; got 'loud'",
    ],
    ['a bad model name', ['--default-model', 'No Way'], {}, "--default-model: A model's name is"],
    [
      'a port out of range',
      [],
      { PORT: '99999' },
      "PORT is a whole number from 0 to 65535; got '99999'",
    ],
    [
      'a port that is none',
      [],
      { PORT: '8080x' },
      "PORT is a whole number from 0 to 65535; got '8080x'",
    ],
    [
      'a store without a bucket',
      ['--s3-endpoint', 'http://127.0.0.1:9'],
      {},
      '--s3-endpoint needs --bucket',
    ],
    [
      'a store without an address',
      ['--bucket', 'b', '--s3-endpoint', 'minio'],
      {},
      "--s3-endpoint is an address as http://127.0.0.1:9000; got 'minio'",
    ],
  ])('refuses %s with a sentence', (_what, args, environment, sentence) => {
    expect(() => parseFlags(args, environment)).toThrow(UsageError);
    expect(() => parseFlags(args, environment)).toThrow(sentence);
  });

  it('has every flag in its help', () => {
    for (const flag of [
      '--bucket',
      '--s3-endpoint',
      '--default-model',
      '--instances',
      '--predict-timeout',
      '--predict-memory',
      '--idle-seconds',
      '--log-level',
      '--no-demo',
      '--verbose',
      '--help',
      'PORT',
      'MAAS_HOME',
    ]) {
      expect(HELP).toContain(flag);
    }
  });
});
