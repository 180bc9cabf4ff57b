import { describe, expect, it } from '@jest/globals';
import { groupRecords } from '../../cli/predict/group-records.ts';
import { TableWriter } from '../../cli/predict/table-writer.ts';
import { formatTable } from '../../cli/output/table.ts';
import { drawSparkline } from '../../cli/output/sparkline.ts';
import { formatBytes } from '../../cli/output/progress.ts';
import { inBatches, mapInOrder } from '../../cli/predict/in-batches.ts';

async function* give<T>(...items: T[]): AsyncGenerator<T> {
  yield* items;
}

describe('TableWriter', () => {
  it('puts answers behind the columns of their rows, and renames what is there already', async () => {
    let text = '';
    const table = new TableWriter(async (more) => void (text += more), ',');
    await table.add([{ text: 'a, "b"', label: 'x' }], [[{ label: 'y', score: 0.5 }]]);
    await table.end();
    expect(text).toBe('text,label,predicted_label,score\n"a, ""b""",x,y,0.5\n');
  });

  it('writes a row for each record of an input, and one for an input without any', async () => {
    let text = '';
    const table = new TableWriter(async (more) => void (text += more), ',');
    await table.add([{ text: 'none' }], groupRecords([], 1));
    const records = [
      { label: 'PER', input: 1 },
      { label: 'ORG', input: 1 },
    ];
    await table.add([{ text: 'p' }, { text: 'q' }], groupRecords(records, 2));
    await table.end();
    expect(text).toBe('text,label\nnone,\np,\nq,PER\nq,ORG\n');
  });
});

describe('batches', () => {
  it('keep the order, whichever answer comes first', async () => {
    const waits = [20, 0, 10, 0];
    const answers: number[][] = [];
    const batches = inBatches(give(0, 1, 2, 3, 4, 5, 6), 2);
    for await (const batch of mapInOrder(batches, 3, async (items) => {
      await new Promise((resolve) => setTimeout(resolve, waits[(items[0] ?? 0) / 2]));
      return items;
    })) {
      answers.push(batch);
    }
    expect(answers).toEqual([[0, 1], [2, 3], [4, 5], [6]]);
  });

  it('send by itself what is a request of its own', async () => {
    const batches: number[][] = [];
    for await (const batch of inBatches(give(1, 9, 2, 3), 10, (item) => item === 9)) {
      batches.push(batch);
    }
    expect(batches).toEqual([[1], [9], [2, 3]]);
  });
});

describe('what a terminal shows', () => {
  it('aligns columns, wide characters too', () => {
    expect(
      formatTable(
        ['a', 'n'],
        [
          ['正面', 1],
          ['bad', 20],
        ],
      ),
    ).toEqual(['a      n', '正面   1', 'bad   20']);
  });

  it('draws numbers as bars, and dots where there are none', () => {
    expect(drawSparkline([0, 4, null, 8])).toBe('▁▅·█');
    expect(drawSparkline([0, 0])).toBe('▁▁');
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [104_857_600, '105 MB'],
    [9_663_676_416, '9.66 GB'],
  ])('shows %i bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
