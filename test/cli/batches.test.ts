import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import type { MaasClient } from '../../client/index.ts';
import { Output } from '../../cli/output/output.ts';
import { Predictor } from '../../cli/predict/predictor.ts';
import { RecordTable } from '../../cli/predict/record-table.ts';

async function* list<T>(...items: T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

/** Finds one word in each text but in `none`, as a task with several records an input says it. */
const client = {
  predict: (_model: string, { text }: { text: string[] }) =>
    Promise.resolve(
      text.flatMap((word, input) => (word === 'none' ? [] : [{ label: word, input }])),
    ),
} as unknown as MaasClient;

it('counts inputs on when records say which one they are of, whatever the batch', async () => {
  const options = { task: undefined, column: undefined, scores: false, batch: 2, parallel: 1 };
  const predictor = new Predictor(client, 'm', options);
  const records: unknown[] = [];
  const leftOut = { count: 0, first: [] };
  for await (const answered of predictor.answer({
    kind: 'lines',
    items: list('a', 'b', 'none', 'c'),
    leftOut,
  })) {
    records.push(...answered.records);
  }
  expect(records).toEqual([
    { label: 'a', input: 0 },
    { label: 'b', input: 1 },
    { label: 'c', input: 3 },
  ]);
});

it('names the columns once when one batch comes after the other', () => {
  const stdout = new PassThrough();
  const output = new Output({ json: false, stdout: stdout as unknown as NodeJS.WriteStream });
  const table = new RecordTable(output);
  for (const label of ['a', 'b']) table.add([{ label, score: 1 }]);
  table.add([]);
  table.add([{ label: 'c', score: 1, 'score:c': 1 }]);
  expect(String(stdout.read())).toBe('label\tscore\na\t1\nb\t1\nlabel\tscore\tscore:c\nc\t1\t1\n');
});

it('warns programs, too, which read JSON', () => {
  const stderr = new PassThrough();
  const output = new Output({ json: true, stderr: stderr as unknown as NodeJS.WriteStream });
  output.warning('1 empty line left out.');
  expect(JSON.parse(String(stderr.read()))).toEqual({ warning: '1 empty line left out.' });
});
