import { describe, expect, it } from '@jest/globals';
import { parseFlags, UsageError } from '../../local/flags.ts';

describe('the command line of npm start', () => {
  it.each<[string, string[], Record<string, string>, string]>([
    ['an unknown flag', ['--bind', '80'], {}, "Unknown option '--bind'"],
    ['a model that cannot be', ['--preload', 'a/b'], {}, '--preload: A model'],
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
      'a port that is none, by its flag',
      ['--port', 'http'],
      { PORT: '8080' },
      "--port is a whole number from 0 to 65535; got 'http'",
    ],
    ['no folder', ['--home', ''], {}, '--home is a folder'],
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
});
