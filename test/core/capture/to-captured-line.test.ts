import { StageTimes } from '../../../layers/maas/core/monitoring/stage-times.ts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toCapturedLine } from '../../../layers/maas/core/capture/to-captured-line.ts';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import type { PredictionFacts } from '../../../layers/maas/core/monitoring/observe-prediction.ts';

type Facts = PredictionFacts & { readonly model: string; readonly version: number };

const NOW = Date.parse('2026-11-29T08:30:00Z');
const capture = { percent: 100, redact: ['email', 'Name'], inputs: true, outputs: true };

function toFacts(inputs: unknown, outputs: unknown, bundle?: object): Facts {
  return {
    id: 'p-1',
    stages: new StageTimes(),
    model: 'mood',
    version: 3,
    alias: { name: 'live', versions: [3] },
    exchange: { inputs, outputs },
    ...(bundle ? { bundle: { signature: { inputs: [], outputs: [] }, ...bundle } as never } : {}),
  };
}

const toLine = (inputs: unknown, outputs: unknown, change: object = {}, bundle?: object): object =>
  toCapturedLine(toFacts(inputs, outputs, bundle), 'POST /x', { ...capture, ...change }, NOW);

describe('toCapturedLine', () => {
  it('says whose line it is, what came and what was answered', () => {
    expect(toLine({ text: 'good' }, [{ label: 'positive', score: 0.9 }])).toEqual({
      kind: 'prediction',
      predictionId: 'p-1',
      time: '2026-11-29T08:30:00.000Z',
      model: 'mood',
      version: 3,
      alias: 'live',
      source: 'POST /x',
      inputs: { text: 'good' },
      outputs: [{ label: 'positive', score: 0.9 }],
    });
  });

  it('has a list of outputs when there was one input', () => {
    expect(toLine({}, { label: 'a' })).toMatchObject({ outputs: [{ label: 'a' }] });
  });

  it('leaves out what is not wanted', () => {
    const line = toLine({ text: 'good' }, [1], { inputs: false });
    expect(Object.keys(line)).not.toContain('inputs');
    expect(line).toMatchObject({ outputs: [1] });
  });

  it.each([
    ['a field, whatever its case', { EMAIL: 'a@b.example', age: 3 }],
    ['a nested field', { user: { contact: { email: { home: ['a@b.example'] } } } }],
    ['a column of lists', { inputs: { email: ['x', 'a@b.example'], age: [1, 2] } }],
    [
      'a column of a table',
      { dataframe_split: { columns: ['age', 'email'], data: [[1, 'a@b.example']] } },
    ],
    [
      'a tensor',
      { inputs: [{ name: 'email', datatype: 'BYTES', shape: [1], data: ['a@b.example'] }] },
    ],
    [
      'a field of JSON that came as bytes',
      { bytes: Buffer.from('{"instances": [{"email": "a@b.example"}]}') },
    ],
    [
      'a column of CSV',
      { bytes: Buffer.from('age,email\n1,a@b.example\n'), contentType: 'text/csv' },
    ],
    [
      'a field whose value stands in another text',
      [{ email: 'a@b.example', text: 'write to a@b.example' }],
    ],
  ])('hides %s', (_, inputs) => {
    expect(JSON.stringify(toLine(inputs, [{ label: 'a' }]))).not.toContain('a@b.example');
  });

  it('hides a place of a row when the model reads named columns', () => {
    const bundle = { task: 'tabular-classification', config: { columns: ['age', 'email'] } };
    const line = toLine([[1, 'a@b.example']], [{ label: 'a' }], {}, bundle);
    expect(line).toMatchObject({ inputs: [[1, '[redacted]']] });
  });

  it('hides what the answer quotes, and keeps labels that the model knows by itself', () => {
    const answer = [{ label: 'good', word: 'John' }];
    const line = toLine(
      { name: 'a good John Smith' },
      answer,
      {},
      {
        task: 'text-classification',
        labels: ['good'],
      },
    );
    expect(line).toMatchObject({ outputs: [{ label: 'good', word: '[redacted]' }] });
  });

  it('has the hash of a picture and of a long text', () => {
    const long = 'x'.repeat(LIMITS.capturedTextLength + 1);
    expect(toLine(Buffer.from('picture'), [])).toMatchObject({
      inputs: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: 7 },
    });
    expect(toLine({ image: long }, [])).toMatchObject({
      inputs: { image: { characters: long.length } },
    });
  });

  it('names what is left out when it is too large', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => `text ${index}`);
    const line = toLine(many, [1]);
    expect(line).toMatchObject({ omitted: ['inputs'], outputs: [1] });
    const controls = '\u0000'.repeat(LIMITS.capturedTextLength - 1);
    const wide = toLine([controls, controls, controls, controls, controls, controls, controls], []);
    expect(Buffer.byteLength(JSON.stringify(wide))).toBeLessThanOrEqual(LIMITS.captureLineBytes);
    expect(wide).toMatchObject({ omitted: ['inputs', 'outputs'] });
  });

  it('shows no value of a hidden field, whatever the body is', () => {
    const secret = fc
      .string({ minLength: 6, maxLength: 12, unit: 'grapheme' })
      .map((text) => `s3cret-${text}`);
    const withSecret = fc
      .tuple(fc.jsonValue({ maxDepth: 3 }), secret, fc.integer())
      .chain(([value, text, number]) =>
        fc
          .constantFrom<unknown>(
            { email: text, value },
            { value, deep: [{ name: { first: text, rest: [text, number] } }] },
            [{ NAME: text, note: `about ${text}, and more` }, value],
            { columns: ['id', ' Email '], data: [[number, text]] },
            { inputs: [{ name: 'email', shape: [1], datatype: 'BYTES', data: [text] }] },
            { email: [text], name: [text], value },
          )
          .map((body) => ({ body, text })),
      );
    fc.assert(
      fc.property(withSecret, fc.jsonValue(), ({ body, text }, answer) => {
        const outputs = [{ label: text, answer }, text.slice(2), `it is ${text}`];
        const line = toLine(body, outputs);
        const written = JSON.stringify(line);
        expect(written).not.toContain(JSON.stringify(text).slice(1, -1));
        expect(JSON.stringify(JSON.parse(written))).not.toContain(text.slice(2, 8));
      }),
      { numRuns: 300 },
    );
  });
});
