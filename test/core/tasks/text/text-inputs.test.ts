import { describe, expect, it } from '@jest/globals';
import {
  findTextInputs,
  toTextTensors,
} from '../../../../layers/maas/core/tasks/text/text-inputs.ts';
import type { Datatype, TensorSpec } from '../../../../layers/maas/core/tensor.ts';

const matrix = (name: string, datatype: Datatype = 'INT64'): TensorSpec => ({
  name,
  datatype,
  shape: [-1, -1],
});

/** Finds the role of each input, or why it cannot be told. */
function rolesOf(...inputs: TensorSpec[]): unknown {
  const found = findTextInputs({ inputs, outputs: [] });
  return 'roles' in found
    ? Object.fromEntries(found.roles.map(({ spec, role }) => [spec.name, role]))
    : found.reason;
}

describe('the inputs of a model that reads tokens', () => {
  it.each<[string, TensorSpec[], Record<string, string>]>([
    [
      'transformers',
      [
        matrix('input_ids'),
        matrix('attention_mask'),
        matrix('token_type_ids'),
        matrix('position_ids'),
      ],
      {
        input_ids: 'ids',
        attention_mask: 'mask',
        token_type_ids: 'types',
        position_ids: 'positions',
      },
    ],
    [
      "Google's BERT",
      [matrix('input_ids', 'INT32'), matrix('input_mask', 'INT32'), matrix('segment_ids', 'INT32')],
      { input_ids: 'ids', input_mask: 'mask', segment_ids: 'types' },
    ],
    [
      'TensorFlow Hub',
      [
        matrix('input_word_ids:0', 'INT32'),
        matrix('input_mask:0', 'INT32'),
        matrix('input_type_ids:0', 'INT32'),
      ],
      { 'input_word_ids:0': 'ids', 'input_mask:0': 'mask', 'input_type_ids:0': 'types' },
    ],
    [
      'tf2onnx',
      [matrix('serving_default_input_ids:0'), matrix('serving_default_attention_mask:0')],
      { 'serving_default_input_ids:0': 'ids', 'serving_default_attention_mask:0': 'mask' },
    ],
    [
      'Keras, numbered',
      [matrix('input_ids_1:0'), matrix('bert/attention_mask:0'), matrix('token_type_ids.2')],
      { 'input_ids_1:0': 'ids', 'bert/attention_mask:0': 'mask', 'token_type_ids.2': 'types' },
    ],
    [
      'a signature of TensorFlow, numbered',
      [matrix('serving_default_input_ids_1:0'), matrix('serving_default_input_mask_1:0')],
      { 'serving_default_input_ids_1:0': 'ids', 'serving_default_input_mask_1:0': 'mask' },
    ],
    ['no name at all', [matrix('input.1')], { 'input.1': 'ids' }],
    ['a letter', [matrix('x', 'INT32')], { x: 'ids' }],
    [
      'one strange name beside a mask',
      [matrix('input.1'), matrix('mask')],
      { 'input.1': 'ids', mask: 'mask' },
    ],
    ['a mask of floats', [matrix('tokens'), matrix('m', 'FP32')], { tokens: 'ids', m: 'mask' }],
    [
      'a mask of half precision',
      [matrix('ids'), matrix('attention_mask', 'FP16')],
      { ids: 'ids', attention_mask: 'mask' },
    ],
    [
      'other case',
      [matrix('inputIds'), matrix('attentionMask')],
      { inputIds: 'ids', attentionMask: 'mask' },
    ],
  ])('are told when they are named by %s', (_about, inputs, roles) => {
    expect(rolesOf(...inputs)).toEqual(roles);
  });

  it.each<[string, TensorSpec[], string]>([
    [
      'two of which either could take the ids',
      [matrix('a'), matrix('b')],
      "cannot tell which of 'a' and 'b' takes the token ids; call it input_ids when you export " +
        'the model',
    ],
    [
      'one that could be mask or types',
      [matrix('input_ids'), matrix('input.3')],
      "cannot tell what the input 'input.3' takes; call it attention_mask, token_type_ids or",
    ],
    [
      'ids of two texts',
      [matrix('input_ids'), matrix('input_ids_1')],
      "cannot tell which of 'input_ids' and 'input_ids_1' takes the input_ids; call the others",
    ],
    [
      'two masks',
      [matrix('input_ids'), matrix('attention_mask'), matrix('input_mask')],
      "cannot tell which of 'attention_mask' and 'input_mask' takes the attention_mask",
    ],
    [
      'ids of floats',
      [matrix('x', 'FP32')],
      'needs token ids (input_ids), INT64 or INT32 of shape [-1, -1]; the model has x FP32[-1, -1]',
    ],
    [
      'a mask of four axes',
      [matrix('input_ids'), { name: 'attention_mask', datatype: 'INT64', shape: [-1, 1, 1, -1] }],
      "needs the input 'attention_mask' (attention_mask) to be integers, floats or BOOL of " +
        'shape [-1, -1]',
    ],
    [
      'a cache',
      [
        matrix('input_ids'),
        matrix('attention_mask'),
        { name: 'past_key_values.0.key', datatype: 'FP32', shape: [-1, 2, -1, 4] },
      ],
      "cannot tell what the input 'past_key_values.0.key' takes",
    ],
  ])('are refused when there is %s', (_about, inputs, sentence) => {
    expect(rolesOf(...inputs)).toContain(sentence);
  });

  it('get a mask in their own numbers', () => {
    const found = findTextInputs({ inputs: [matrix('ids'), matrix('mask', 'FP16')], outputs: [] });
    const tensors =
      'roles' in found
        ? toTextTensors(
            [
              [
                { id: 7, type: 0 },
                { id: 8, type: 0 },
              ],
              [{ id: 9, type: 0 }],
            ] as never,
            2,
            { padId: 1 },
            found,
          )
        : {};
    expect(tensors).toEqual({
      ids: { datatype: 'INT64', shape: [2, 2], data: BigInt64Array.of(7n, 8n, 9n, 1n) },
      mask: { datatype: 'FP16', shape: [2, 2], data: Uint16Array.of(0x3c00, 0x3c00, 0x3c00, 0) },
    });
  });

  it.each<[string, number | undefined, bigint[]]>([
    ['from 0', undefined, [0n, 1n, 2n, 0n, 1n, 0n]],
    ["after that of padding, as RoBERTa's", 1, [2n, 1n, 3n, 2n, 3n, 1n]],
  ])('get positions %s', (_about, positionsAfter, positions) => {
    const found = findTextInputs({
      inputs: [matrix('input_ids'), matrix('position_ids')],
      outputs: [],
    });
    const rows = [
      [
        { id: 7, type: 0 },
        { id: 1, type: 0 },
        { id: 8, type: 0 },
      ],
      [
        { id: 9, type: 0 },
        { id: 6, type: 0 },
      ],
    ];
    const tensors =
      'roles' in found ? toTextTensors(rows as never, 3, { padId: 1, positionsAfter }, found) : {};
    expect(tensors.position_ids?.data).toEqual(BigInt64Array.from(positions));
  });
});
