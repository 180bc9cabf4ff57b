import {
  appendFileSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { toSummaryPath } from '../../../layers/maas/adapters/metrics/metric-summaries.ts';
import {
  START_MS,
  MINUTE_MS,
  LINES,
  directory,
  file,
  append,
  sum,
  useMetricFile,
} from '../../support/summarised-metrics.ts';

useMetricFile();

describe('summaries beside metric files', () => {
  it('are made when a file has grown, extended as it grows, and not parsed of the lines again', async () => {
    append(LINES);
    expect(await sum()).toBe(LINES / 2);
    const covered = statSync(file).size;
    expect(
      JSON.parse(readFileSync(toSummaryPath(file), 'utf8').split('\n')[0] ?? ''),
    ).toMatchObject({ coveredBytes: covered });
    append(10, START_MS + 30 * MINUTE_MS);
    expect(await sum()).toBe(LINES / 2 + 5);
    append(LINES, START_MS + 31 * MINUTE_MS);
    expect(await sum()).toBe(LINES + 5);
    expect(await sum({ dimensions: {} })).toBe(2 * LINES + 10);
  });

  it('are made of any closed file, however small', async () => {
    append(400);
    writeFileSync(path.join(directory, '2026-01-15T09.jsonl'), '');
    expect(await sum()).toBe(200);
    expect(readdirSync(directory)).toContain('2026-01-15T08.jsonl.summary');
  });

  it.each<[string, () => void]>([
    [
      'was cut short',
      () => {
        truncateSync(toSummaryPath(file), 50);
      },
    ],
    [
      'is of another form',
      () => {
        writeFileSync(toSummaryPath(file), '{"format":0}\n[]');
      },
    ],
    [
      'is not text of ours',
      () => {
        writeFileSync(toSummaryPath(file), 'x');
      },
    ],
    [
      'is of another file',
      () => {
        writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"Errors":0', '"Errors":2'));
      },
    ],
  ])('are made anew when one %s', async (_, spoil) => {
    append(LINES);
    await sum();
    spoil();
    expect(await sum()).toBe(LINES / 2);
  });

  it('leave a line that is not ended yet for the next time', async () => {
    append(LINES);
    const [line = ''] = readFileSync(file, 'utf8').split('\n');
    appendFileSync(file, line.slice(0, 40));
    expect(await sum()).toBe(LINES / 2);
    appendFileSync(file, `${line.slice(40)}\n`);
    expect(await sum()).toBe(LINES / 2 + 1);
  });
});
