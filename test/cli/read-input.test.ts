import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { splitLines } from '../../cli/predict/decode-text.ts';
import { describeLeftOut } from '../../cli/predict/full-lines.ts';
import { readInput } from '../../cli/predict/read-input.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'maas-read-'));

/** Everything that a file holds, as the predictor goes through it. */
async function read(name: string, content: string | Buffer): Promise<unknown[]> {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  const input = await readInput(file, undefined);
  if (!('items' in input)) return [input];
  const items: unknown[] = [];
  for await (const item of input.items) items.push(item);
  return items;
}

describe('a file for predict', () => {
  it.each<[string, string, string, unknown[]]>([
    ['lines of either kind', 'a.txt', 'good\r\nbad\n\nugly', ['good', 'bad', 'ugly']],
    ['a byte order mark', 'b.txt', '\ufeffgood\nbad\n', ['good', 'bad']],
    ['a line separator inside JSON', 'c.jsonl', '{"text": "a\u2028b"}\n', [{ text: 'a\u2028b' }]],
    ['a mark before its names', 'd.csv', '\ufefftext,n\n好,1\n', [{ text: '好', n: '1' }]],
    ['names that are whole numbers', 'q.csv', '0,1\n5.1,2\n', [{ 0: '5.1', 1: '2' }]],
    ['a list of rows', 'r.json', '[{"a": 1}, {"a": 2}]', [{ a: 1 }, { a: 2 }]],
    ['a list of texts', 's.json', '["good", "bad"]', ['good', 'bad']],
    ["a request's body", 't.json', '{"text": "a"}', [{ kind: 'body', body: { text: 'a' } }]],
    ['one text in quotes', 'u.json', '"good"', [{ kind: 'text', text: 'good' }]],
    ['one column', 'e.csv', 'text\na;b\n', [{ text: 'a;b' }]],
  ])('is read as it was meant when it has %s', async (_what, name, content, expected) => {
    expect(await read(name, content)).toEqual(expected);
  });

  const GBK = Buffer.from('c4e3bac3', 'hex');
  it.each<[string, string, string | Buffer, string]>([
    ['is in GBK', 'f.csv', Buffer.concat([Buffer.from('text\n'), GBK]), 'is not text in UTF-8'],
    ['is in UTF-16', 'g.csv', Buffer.from('\ufefftext\n', 'utf16le'), 'is not text in UTF-8'],
    ['has lines in GBK', 'h.txt', GBK, 'is not text in UTF-8'],
    ['is JSON in GBK', 'i.json', GBK, 'is not text in UTF-8'],
    ['is no text at all', 'j.onnx', Buffer.from([8, 255, 0]), 'is not text in UTF-8'],
    ['ends within a letter', 'k.txt', Buffer.from('好').subarray(0, 2), 'is not text in UTF-8'],
    ['has a column twice', 'l.csv', 'text,text\na,b\n', "has the column 'text' twice"],
    ['has semicolons', 'm.csv', 'text;label\na;b\n', "has one column, 'text;label': ';' may"],
    ['has no line of names', 'v.csv', '5.1,3\n6.2,2\n', 'no line of names: it begins with 5.1,3.'],
    ['is of a kind that is not read', 'w.parquet', 'PAR1', 'is no file that predict reads'],
    ['has tabs', 'n.csv', 'text\tlabel\na\tb\n', 'tabs may separate them'],
  ])('is refused when it %s', async (_what, name, content, sentence) => {
    await expect(read(name, content)).rejects.toMatchObject({
      outcome: 'usage',
      message: expect.stringContaining(sentence) as unknown,
    });
  });
});

describe('lines without anything in them', () => {
  it('are counted, so that answers can be found by their lines', async () => {
    const file = path.join(folder, 'gaps.txt');
    writeFileSync(file, '\na\n \n\nb\n\n\n');
    const input = await readInput(file, undefined);
    if (input.kind !== 'lines') throw new Error(input.kind);
    const texts: string[] = [];
    for await (const text of input.items) texts.push(text);
    expect(texts).toEqual(['a', 'b']);
    expect(describeLeftOut(input.leftOut, 'gaps.txt')).toBe(
      '3 empty lines of gaps.txt left out (lines 1, 3, 4): answers are of the others, in order.',
    );
  });

  it('are no remark when they are the last', async () => {
    const file = path.join(folder, 'last.txt');
    writeFileSync(file, 'a\n\n');
    const input = await readInput(file, undefined);
    if (input.kind !== 'lines') throw new Error(input.kind);
    for await (const text of input.items) expect(text).toBe('a');
    expect(describeLeftOut(input.leftOut, 'last.txt')).toBeUndefined();
  });

  it('count where a line that is no JSON is told by its number', async () => {
    await expect(read('p.jsonl', '"a"\n\n{b\n')).rejects.toThrow(
      /^line 3 of .*p\.jsonl is not JSON/,
    );
  });
});

describe('splitLines', () => {
  async function split(texts: Iterable<string>): Promise<string[]> {
    const lines: string[] = [];
    for await (const line of splitLines(Readable.from(texts))) lines.push(line);
    return lines;
  }

  it.each<[string, string[], string[]]>([
    ['between its two characters', ['a\r', '\nb\r', 'c\r'], ['a', 'b', 'c']],
    ['anywhere', ['a', '\r\n', '\n', 'b', '\nc'], ['a', '', 'b', 'c']],
  ])('takes one end for one when the text is cut %s', async (_where, texts, expected) => {
    expect(await split(texts)).toEqual(expected);
  });

  it('looks at each character once when a line comes in very many pieces', async () => {
    const pieces = Array.from({ length: 30_000 }, () => 'x'.repeat(1000));
    const [line, ...more] = await split([...pieces, '\nend']);
    expect([line?.length, more]).toEqual([30_000_000, ['end']]);
  });
});
