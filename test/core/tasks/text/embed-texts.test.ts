import { describe, expect, it } from '@jest/globals';
import {
  embedTexts,
  type EmbedOptions,
} from '../../../../layers/maas/core/tasks/text/embed-texts.ts';
import type { TaskModel } from '../../../../layers/maas/core/tasks/task/task.ts';
import { TextTokenizer } from '../../../../layers/maas/core/tokenizer/tokenizer.ts';
import type { Tensors } from '../../../../layers/maas/core/tensor.ts';

const CLS = { SpecialToken: { id: '[CLS]', type_id: 0 } };
const SEP = { SpecialToken: { id: '[SEP]', type_id: 0 } };
const A = { Sequence: { id: 'A', type_id: 0 } } as const;

const VECTOR = [3, 4, 12, 84];
const CONFIG = {
  text: { tokenizer: 'tokenizer.json', settings: [] },
  output: 'vector',
  pooling: ['mean'],
  normalizes: false,
  lowers: false,
  prompt: '',
  prompts: {},
};

/** @param single what the model's tokenizer puts around a text */
function createModel(single: readonly (typeof CLS | typeof A)[]): {
  model: TaskModel;
  /** The ids that the model got. */
  seen: number[];
} {
  const tokenizer = new TextTokenizer(
    {
      model: {
        type: 'WordPiece',
        vocab: { '[UNK]': 0, '[CLS]': 1, '[SEP]': 2, good: 3, bad: 4 },
        unk_token: '[UNK]',
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
      },
      post_processor: { type: 'TemplateProcessing', single, pair: single },
    },
    {},
  );
  const seen: number[] = [];
  const run = ({ input_ids: given }: Tensors): Promise<Tensors> => {
    seen.push(...Array.from(given?.data as BigInt64Array, Number));
    return Promise.resolve({
      vector: { datatype: 'FP32', shape: [1, 4], data: Float32Array.from(VECTOR) },
    });
  };
  return { model: { run, resources: { tokenizer } } as unknown as TaskModel, seen };
}

const signature = {
  inputs: [{ name: 'input_ids', datatype: 'INT64', shape: [-1, -1] }],
  outputs: [{ name: 'vector', datatype: 'FP32', shape: [-1, 4] }],
} as const;

async function feed(
  ids: number[],
  single: Parameters<typeof createModel>[0],
  cutTokens = 8,
): Promise<number[]> {
  const { model, seen } = createModel(single);
  const config = { ...CONFIG, text: { ...CONFIG.text, cutTokens } };
  await embedTexts([ids], { signature, config }, model);
  return seen;
}

describe('embedTexts, of ids', () => {
  it.each<[string, number[], Parameters<typeof feed>[1], number[]]>([
    ['none came', [3, 4], [CLS, A, SEP], [1, 3, 4, 2]],
    ['all came', [1, 3, 4, 2], [CLS, A, SEP], [1, 3, 4, 2]],
    ['nothing else came', [1, 2], [CLS, A, SEP], [1, 2]],
    ['only the first came', [1, 3], [CLS, A, SEP], [1, 1, 3, 2]],
    ['the one before came', [1, 3], [CLS, A], [1, 3]],
    ['the one after came', [3, 2], [A, SEP], [3, 2]],
    ['two on one side came', [3, 2, 2], [A, SEP, SEP], [3, 2, 2]],
    ['the template has none', [3, 4], [A], [3, 4]],
  ])('puts special tokens around them once when %s', async (_when, ids, single, expected) => {
    expect(await feed(ids, single)).toEqual(expected);
  });

  it('keeps the special tokens when the ids between them are cut', async () => {
    expect(await feed([1, 3, 4, 3, 4, 2], [CLS, A, SEP], 4)).toEqual([1, 3, 4, 2]);
  });
});

describe('embedTexts, of a model whose vectors are cut to 3 numbers', () => {
  const embed = async (options: EmbedOptions): Promise<number[]> => {
    const config = { ...CONFIG, dimensions: 3 };
    const { model } = createModel([A]);
    const { vectors } = await embedTexts(['good'], { signature, config }, model, options);
    return vectors.flatMap((vector) => Array.from(vector));
  };

  it.each([
    ['as the model says when the call says nothing', {}, [3, 4, 12]],
    ['as the call says when it asks for fewer', { dimensions: 2 }, [3, 4]],
    ['as the call says when it asks for more', { dimensions: 4 }, VECTOR],
    [
      'before the length is 1 when both are asked for',
      { dimensions: 2, normalizes: true },
      [0.6, 0.8],
    ],
  ])('cuts them %s', async (_when, options, vector) => {
    expect(await embed(options)).toEqual(vector.map((value): unknown => expect.closeTo(value, 6)));
  });

  it('refuses a call when it asks for more than there are', async () => {
    await expect(embed({ dimensions: 5 })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('from 1 to 4'),
    });
  });
});
