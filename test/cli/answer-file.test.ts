import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerFile } from '../../cli/predict/answer-file.ts';

describe('the file of --out', () => {
  let folder: string;
  let input: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'maas-answers-'));
    input = path.join(folder, 'reviews.csv');
    writeFileSync(input, 'text\ngood\n');
  });

  it('has the answers when they have come', async () => {
    const out = path.join(folder, 'answered.csv');
    const file = new AnswerFile(out, input);
    await file.write('text,label\n');
    await file.write('good,positive\n');
    await file.end();
    expect(readFileSync(out, 'utf8')).toBe('text,label\ngood,positive\n');
  });

  it('keeps what it had when no answer comes', () => {
    const out = path.join(folder, 'answered.csv');
    writeFileSync(out, 'of yesterday');
    expect(new AnswerFile(out, input)).toBeDefined();
    expect(readFileSync(out, 'utf8')).toBe('of yesterday');
  });

  it('is empty when there was nothing to answer', async () => {
    const out = path.join(folder, 'answered.csv');
    await new AnswerFile(out, input).end();
    expect(readFileSync(out, 'utf8')).toBe('');
  });

  it.each(['reviews.csv', 'linked.csv', './x/../reviews.csv'])(
    'is refused when it is the input itself, as %s',
    (name) => {
      symlinkSync(input, path.join(folder, 'linked.csv'));
      expect(() => new AnswerFile(path.join(folder, name), input)).toThrow(
        expect.objectContaining({
          outcome: 'usage',
          message: expect.stringContaining('is the input itself') as unknown,
        }),
      );
      expect(readFileSync(input, 'utf8')).toBe('text\ngood\n');
    },
  );
});
