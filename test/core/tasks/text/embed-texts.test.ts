import { describe, expect, it } from '@jest/globals';
import { embedTexts } from '../../../../layers/maas/core/tasks/text/embed-texts.ts';
import type { TaskModel } from '../../../../layers/maas/core/tasks/task/task.ts';
import { TextTokenizer } from '../../../../layers/maas/core/tokenizer/tokenizer.ts';
import type { Tensors } from '../../../../layers/maas/core/tensor.ts';

const CLS = { SpecialToken: { id: '[CLS]', type_id: 0 } };
const SEP = { SpecialToken: { id: '[SEP]', type_id: 0 } };
const A = { Sequence: { id: 'A', type_id: 0 } } as const;

/** The rows of ids that a model gets whose tokenizer puts these around a text. */
async function feed(
  ids: number[],
  single: readonly (typeof CLS | typeof A)[],
  cutTokens = 8,
): Promise<number[]> {
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
      vector: { datatype: 'FP32', shape: [1, 2], data: Float32Array.of(1, 0) },
    });
  };
  const signature = {
    inputs: [{ name: 'input_ids', datatype: 'INT64', shape: [-1, -1] }],
    outputs: [{ name: 'vector', datatype: 'FP32', shape: [-1, 2] }],
  } as const;
  const config = {
    text: { tokenizer: 'tokenizer.json', settings: [], cutTokens },
    output: 'vector',
    pooling: ['mean'],
    normalizes: false,
    lowers: false,
    prompt: '',
    prompts: {},
  };
  await embedTexts([ids], { signature, config }, {
    run,
    resources: { tokenizer },
  } as unknown as TaskModel);
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
