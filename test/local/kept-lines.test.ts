import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { readLines } from '../../layers/maas/instances/read-lines.ts';
import { LogBook } from '../../local/log/log-book.ts';
import { LogFile } from '../../local/log/log-file.ts';
import { directory, useKeptFolder } from './support/kept-folder.ts';

useKeptFolder();

describe('what a function prints', () => {
  const metric = '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"x":1}';

  it.each<[string, string, string[], object | undefined]>([
    ['a metric', metric, [metric], undefined],
    [
      'a log line',
      '{"time":"2026-11-25T01:00:00.000Z","level":"info","message":"m","n":1}',
      [],
      { time: '2026-11-25T01:00:00.000Z', level: 'info', message: 'm', n: 1 },
    ],
    [
      'plain text',
      'hello\rthere',
      [],
      { time: expect.any(String), level: 'info', message: 'hello\nthere', function: 'predict' },
    ],
    [
      'JSON that is not a log line',
      '{"a":1}',
      [],
      { time: expect.any(String), level: 'info', message: '{"a":1}', function: 'predict' },
    ],
    [
      'text that names metrics',
      '{"_aws" is not JSON',
      [],
      {
        time: expect.any(String),
        level: 'info',
        message: '{"_aws" is not JSON',
        function: 'predict',
      },
    ],
    [
      'a metric that a dying process cut short',
      metric.slice(0, -1),
      [],
      {
        time: expect.any(String),
        level: 'info',
        message: metric.slice(0, -1),
        function: 'predict',
      },
    ],
    [
      'null',
      'null',
      [],
      { time: expect.any(String), level: 'info', message: 'null', function: 'predict' },
    ],
  ])('goes where it belongs when it is %s', (_what, line, metrics, logged) => {
    const seen: string[] = [];
    const file = path.join(directory, 'logs', 'maas.log');
    new LogBook({
      file: new LogFile(file),
      onMetric: (text) => {
        seen.push(text);
      },
      consoleLevel: 'warn',
      print: () => undefined,
    }).takeOutput('predict', line);
    expect(seen).toEqual(metrics);
    if (logged) expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(logged);
  });

  it('shows on the console from the level that was asked for, in one readable line', () => {
    const shown: string[] = [];
    const book = new LogBook({
      file: new LogFile(path.join(directory, 'maas.log')),
      onMetric: () => undefined,
      consoleLevel: 'warn',
      print: (text) => {
        shown.push(text);
      },
    });
    book.logger.info('Quiet.');
    book.logger.warn('Loud.', { key: 'k', error: new Error('why') });
    expect(shown).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d warn {2}local {3}Loud\. key=k error="why"$/),
    ]);
  });

  it('is cut into lines at LF alone, whatever the chunks, and letters are whole', async () => {
    const lines: string[] = [];
    const source = new PassThrough();
    readLines(source, (line) => {
      lines.push(line);
    });
    const bytes = Buffer.from('正面\n\na\rb\nlast');
    for (const byte of bytes) source.write(Buffer.from([byte]));
    source.end();
    await new Promise((resolve) => {
      source.once('close', resolve);
    });
    expect(lines).toEqual(['正面', 'a\rb', 'last']);
  });
});

it('a log file makes room for itself', () => {
  const file = path.join(directory, 'maas.log');
  writeFileSync(file, 'x'.repeat(11 * 1024 * 1024));
  const log = new LogFile(file);
  log.append('new');
  expect(readFileSync(file, 'utf8')).toBe('new\n');
  expect(readdirSync(directory).sort()).toEqual(['maas.log', 'maas.log.1']);
});
