import { beforeAll, describe, expect, it } from '@jest/globals';
import { limitOutputs } from '../../../../layers/maas/core/serving/limit-outputs.ts';
import { parseJson } from '../../../../layers/maas/core/json/lossless-json.ts';
import { Choices } from '../../../worst-calls/choices.ts';
import { loadProtocols, loadTasks, type Subject } from '../../../worst-calls/subjects.ts';

let subjects: ReadonlyMap<string, Subject>;
beforeAll(async () => {
  subjects = new Map(
    [...(await loadTasks()), ...(await loadProtocols())].map((subject) => [subject.name, subject]),
  );
});

/** Calls a task with the first of its tokenizers, WordPiece. */
async function call(
  task: string,
  body: unknown,
): Promise<{ readonly answer: unknown; readonly tokens: number }> {
  const subject = subjects.get(task);
  if (!subject) throw new Error(`There is no ${task}.`);
  const { asked, done } = subject.call(body, new Choices(() => 0));
  return { answer: await done, tokens: asked.tokens };
}

const words = (count: number): string => 'good '.repeat(count);
const masks = (count: number): string => '[MASK] '.repeat(count);

describe('a call is refused before its model runs, with what it asks for, what the most is, and what to do', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'text-classification',
      { text: [words(200_000), words(200_000), words(1)] },
      /takes 2000005 characters of text or more; .* is 2000000: send fewer or shorter texts at once\.$/,
    ],
    [
      'text-classification',
      { inputs: [{ text: words(150_000), text_pair: words(150_000) }, { text: words(150_000) }] },
      /characters of text/,
    ],
    [
      'token-classification',
      { inputs: words(50_000), parameters: { aggregation_strategy: 'simple', stride: 125 } },
      /tokens through the model, padding and overlapping windows included .* 524288.*smaller stride/,
    ],
    [
      'token-classification',
      {
        inputs: Array.from({ length: 1000 }, () => words(400)),
        parameters: { aggregation_strategy: 'max', stride: 100 },
      },
      /tokens through the model/,
    ],
    [
      'fill-mask',
      { inputs: masks(100), parameters: { top_k: 1000 } },
      /tokens written out for its candidates or more; the limit of one call is 2097152: ask for a smaller top_k/,
    ],
    [
      'fill-mask',
      { text: Array.from({ length: 1000 }, () => masks(10)), top_k: 100 },
      /records in its answer/,
    ],
    [
      'fill-mask',
      { text: Array.from({ length: 10_000 }, () => masks(20)), top_k: 1 },
      /words weighed for its masks/,
    ],
    [
      'fill-mask',
      { text: '[MASK]', targets: Array.from({ length: 10 }, () => words(100_000)) },
      /characters of text/,
    ],
    [
      'question-answering',
      { question: Array.from({ length: 10_000 }, () => 'who?'), context: words(1000) },
      /characters of text/,
    ],
    [
      'question-answering',
      { inputs: { question: 'who?', context: words(100_000) }, parameters: { doc_stride: 110 } },
      /tokens through the model/,
    ],
    [
      'question-answering',
      {
        inputs: { question: 'who?', context: words(100_000) },
        parameters: { max_answer_len: 10_000, doc_stride: 0, max_seq_len: 512 },
      },
      /tokens written out for its candidates|spans weighed as answers/,
    ],
    [
      'question-answering',
      {
        inputs: Array.from({ length: 100 }, () => ({ question: 'who?', context: words(100) })),
        parameters: { top_k: 10_000, max_answer_len: 100 },
      },
      /tokens written out for its candidates/,
    ],
    [
      'feature-extraction',
      { text: Array.from({ length: 9000 }, () => 'good') },
      /takes 9216000 numbers in its answer/,
    ],
    [
      '/v1/embeddings',
      { model: 'm', input: Array.from({ length: 3 }, () => new Array<number>(900_000).fill(5)) },
      /characters of text/,
    ],
    [
      '/v1/embeddings',
      { model: 'm', input: Array.from({ length: 7000 }, () => new Array<number>(126).fill(5)) },
      /tokens through the model/,
    ],
  ])('%s, %#', async (task, body, sentence) => {
    const error: unknown = await call(task, body).catch((caught: unknown) => caught);

    expect(error).toHaveProperty('code', 'PAYLOAD_TOO_LARGE');
    expect((error as Error).message).toMatch(sentence);
  });
});

describe('a large call within its limits is answered', () => {
  it.each<[string, unknown]>([
    ['text-classification', { text: Array.from({ length: 10_000 }, () => 'good') }],
    ['text-classification', { text: words(200_000) }],
    ['fill-mask', { inputs: `${masks(1)}${words(60)}`, parameters: { top_k: 10_000 } }],
    ['fill-mask', { text: masks(120), top_k: 1000 }],
    [
      'question-answering',
      { inputs: { question: 'who?', context: words(3000) }, parameters: { top_k: 100 } },
    ],
    [
      'token-classification',
      { inputs: words(8000), parameters: { aggregation_strategy: 'simple', stride: 60 } },
    ],
  ])('%s, %#', async (task, body) => {
    expect((await call(task, body)).tokens).toBeGreaterThan(0);
  });

  it('with no more than the tokens that are wanted of a long text', async () => {
    expect(
      (await call('text-classification', { text: [words(190_000), words(200_000)] })).tokens,
    ).toBe(2 * 128);
  });
});

describe('what a model gives is bounded by the rows that it is given', () => {
  const signature = {
    inputs: [],
    outputs: [{ name: 'y', datatype: 'FP32' as const, shape: [-1, 1000, 1000] }],
  };
  const give = (rows: number): void => {
    limitOutputs(
      signature,
      { x: { datatype: 'FP32', shape: [rows, 1], data: new Float32Array(rows) } },
      ['y'],
    );
  };

  it('where its signature says how much a row becomes', () => {
    expect(() => {
      give(100);
    }).toThrow(
      "The output 'y' has 100000000 elements or more for 100 rows; the limit is 67108864: send " +
        'fewer rows at once.',
    );
    expect(() => {
      give(60);
    }).not.toThrow();
  });
});

describe('JSON with integers beyond 2^53', () => {
  const row = (count: number, last: string): Uint8Array =>
    Buffer.from(`[${'1,'.repeat(count)}${last}]`);

  it('may have a million values, and each is read exactly', () => {
    expect((parseJson(row(1000, '9007199254740993')) as unknown[]).at(-1)).toBe(
      9_007_199_254_740_993n,
    );
    expect(() => parseJson(row(1_000_001, '9007199254740993'))).toThrow(/may have 1000000 commas/);
    expect((parseJson(row(1_000_001, '1')) as unknown[]).length).toBe(1_000_002);
  });

  it.each(['9'.repeat(50), `-${'9'.repeat(1_000_000)}`])(
    'has numbers that no integer of 64 bits can be as doubles, %#',
    (digits) => {
      expect(parseJson(Buffer.from(`[${digits}]`))).toEqual([Number(digits)]);
    },
  );
});
