import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import {
  answerEmbeddings,
  type Embed,
} from '../../../layers/maas/core/openai/answer-embeddings.ts';
import {
  parseEmbeddingsBody,
  toInputs,
} from '../../../layers/maas/core/openai/embeddings-request.ts';
import { InvalidParameterError } from '../../../layers/maas/core/openai/invalid-parameter-error.ts';

const VECTOR = Float32Array.of(3, 4, 12);
/** The same vector for every input, and two tokens each. */
const embed: Embed = (inputs) =>
  Promise.resolve({ vectors: inputs.map(() => VECTOR), tokens: inputs.map(() => 2) });
const answer = (body: object, vectors = embed): ReturnType<typeof answerEmbeddings> =>
  answerEmbeddings(parseEmbeddingsBody({ model: 'm', ...body }), vectors);
const lengthOf = (vector: readonly number[]): number => Math.hypot(...vector);

describe('answerEmbeddings', () => {
  it('is the object that OpenAI documents when one text is given', async () => {
    expect(await answer({ input: '正面' })).toEqual({
      object: 'list',
      model: 'm',
      data: [
        { object: 'embedding', index: 0, embedding: [3 / 13, 4 / 13, 12 / 13].map(Math.fround) },
      ],
      usage: { prompt_tokens: 2, total_tokens: 2 },
    });
  });

  it.each([
    ['a text', 'a', ['a']],
    ['an empty text', '', ['']],
    ['a list of texts', ['a', 'b'], ['a', 'b']],
    ['token ids', [1, 2], [[1, 2]]],
    ['a list of token ids', [[1], [2, 3]], [[1], [2, 3]]],
  ])('embeds each input once, in order, when it is %s', async (_, input, inputs) => {
    const seen: unknown[] = [];
    const { data, usage } = await answer({ input }, (given) => {
      seen.push(given);
      return embed(given);
    });
    expect(seen).toEqual([inputs]);
    expect(data.map(({ index }) => index)).toEqual(inputs.map((_input, index) => index));
    expect(usage.total_tokens).toBe(2 * inputs.length);
  });

  it('gives little-endian 32-bit floats when base64 is asked for', async () => {
    const {
      data: [first],
    } = await answer({ input: 'a', encoding_format: 'base64' });
    const bytes = Buffer.from(first?.embedding as string, 'base64');
    expect([0, 4, 8].map((at) => bytes.readFloatLE(at))).toEqual(
      [3 / 13, 4 / 13, 12 / 13].map(Math.fround),
    );
  });

  it('cuts vectors and brings them back to the length 1 when dimensions are given', async () => {
    for (const dimensions of [1, 2, 3]) {
      const {
        data: [first],
      } = await answer({ input: 'a', dimensions });
      const vector = first?.embedding as number[];
      expect(vector).toHaveLength(dimensions);
      expect(lengthOf(vector)).toBeCloseTo(1, 6);
      expect((vector[0] ?? 0) * lengthOf([...VECTOR.subarray(0, dimensions)])).toBeCloseTo(3, 5);
    }
    await expect(answer({ input: 'a', dimensions: 4 })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      param: 'dimensions',
    });
  });

  it('leaves a vector of zeros as it is when it has no length', async () => {
    expect(
      (
        await answer({ input: 'a' }, () =>
          Promise.resolve({ vectors: [new Float32Array(2)], tokens: [1] }),
        )
      ).data[0]?.embedding,
    ).toEqual([0, 0]);
  });
});

describe('parseEmbeddingsBody', () => {
  it.each([
    ['input', { input: [] }],
    ['input', { input: [[]] }],
    ['input', { input: [1.5] }],
    ['input', { input: [-1] }],
    ['input', { input: ['a', 1] }],
    ['input', { input: null }],
    ['input', {}],
    ['input', { input: '\ud800' }],
    ['input', { input: { text: 'a' } }],
    ['model', { input: 'a', model: 7 }],
    ['model', { input: 'a', model: undefined }],
    ['encoding_format', { input: 'a', encoding_format: 'hex' }],
    ['dimensions', { input: 'a', dimensions: 0 }],
    ['dimensions', { input: 'a', dimensions: 1.5 }],
    ['dimensions', { input: 'a', dimensions: '2' }],
    ['user', { input: 'a', user: 1 }],
    ['temperature', { input: 'a', temperature: 1 }],
  ])('names %s when the body is %j', (param, body) => {
    expect(() => parseEmbeddingsBody({ model: 'm', ...body })).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        param,
        message: expect.stringContaining(`'${param}'`),
      }),
    );
  });

  it.each([
    [{ input: 'a', dimensions: '2' }, '\'dimensions\': must be a whole number; got "2".'],
    [
      { input: 'a', encoding_format: 'int8' },
      '\'encoding_format\': must be "float" or "base64"; got "int8".',
    ],
    [{}, "'input' is missing."],
    [{ input: 'a', input_type: 'query' }, "'input_type' is not known here; leave it out."],
  ])('says what was given, and what is to be: %j', (body, message) => {
    expect(() => parseEmbeddingsBody({ model: 'm', ...body })).toThrow(message);
  });

  it('refuses what is not an object', () => {
    for (const body of [undefined, null, 'a', [], 7]) {
      expect(() => parseEmbeddingsBody(body)).toThrow(InvalidParameterError);
    }
  });

  it('answers or throws a MaasError when the body is any JSON', () => {
    const keys = fc.dictionary(
      fc.constantFrom('model', 'input', 'dimensions', 'encoding_format', '__proto__'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), keys), (body) => {
        try {
          toInputs(parseEmbeddingsBody(body).input);
        } catch (error) {
          expect(error).toBeInstanceOf(MaasError);
        }
      }),
    );
  });
});
