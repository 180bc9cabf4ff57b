import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseFlags } from '../../local/flags.ts';
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
      preload: [],
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
      '--preload',
      'mine',
      '--preload',
      'mine',
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
      preload: ['mine'],
      host: 'lambda',
      predictMemoryMb: 4096,
      idleMs: 5000,
      logLevel: 'debug',
      consoleLevel: 'debug',
      demo: false,
      instances: { predict: 7, ingest: 3 },
    });
  });

  it('takes port and home by their flags before their variables', () => {
    const args = ['--port', '8081', '--home=/srv/flag'];
    expect(parseFlags(args, { PORT: '0', MAAS_HOME: '/srv/maas' })).toMatchObject({
      home: '/srv/flag',
      port: 8081,
    });
  });

  it('takes empty variables for none', () => {
    expect(parseFlags([], { PORT: '', MAAS_HOME: '' })).toMatchObject({
      port: 8080,
      home: path.resolve('.maas'),
    });
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
      '--port',
      '--home',
      'PORT',
      'MAAS_HOME',
    ]) {
      expect(HELP).toContain(flag);
    }
  });
});
