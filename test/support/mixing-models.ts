import type { NodeProto, TensorProto } from '../../layers/maas/core/onnx/generated/onnx_pb.js';
import { encodeOnnx, node, rawTensor, TYPE, value } from './onnx-model.ts';
import { useService } from './use-service.ts';
import { TOKENIZER } from './task-bundles.ts';

export const json = (content: object): Buffer => Buffer.from(JSON.stringify(content));

const int64 = (name: string, ...numbers: number[]): TensorProto =>
  rawTensor(name, [numbers.length], BigInt64Array.from(numbers, BigInt));

const scalar = (name: string, number: number): TensorProto =>
  rawTensor(name, [], BigInt64Array.of(BigInt(number)));

/** A vector for each of the tokenizer's seven words, and two classes. */
const WEIGHTS = [
  rawTensor(
    'E',
    [7, 3],
    Float32Array.from({ length: 21 }, (_, at) => Math.sin(at * 7) * 2),
  ),
  rawTensor('W', [3, 2], Float32Array.of(1, -2, 0.5, 1, -1, 2)),
  int64('one', 1),
  int64('two', 2),
  scalar('last', -1),
  rawTensor('s', [3], Float32Array.of(1, 1, 1)),
  rawTensor('b', [3], Float32Array.of(0, 0, 0)),
  rawTensor('mean', [3], Float32Array.of(0, 0, 0)),
  rawTensor('var', [3], Float32Array.of(1, 1, 1)),
  rawTensor('half', [], Float32Array.of(0.5)),
];

export const MEAN = [
  node('Cast', ['attention_mask'], ['m'], { to: TYPE.FLOAT }),
  node('Unsqueeze', ['m', 'two'], ['m3']),
  node('Mul', ['e', 'm3'], ['em']),
  node('ReduceSum', ['em', 'one'], ['sum'], { keepdims: 0 }),
  node('ReduceSum', ['m3', 'one'], ['count'], { keepdims: 0 }),
  node('Div', ['sum', 'count'], ['p']),
];

export function textModel(
  pool: readonly NodeProto[],
  head: readonly NodeProto[] = [node('MatMul', ['p', 'W'], ['logits'])],
): Buffer {
  const ids = ['input_ids', 'attention_mask'].map((name) => value(name, TYPE.INT64, ['n', 't']));
  const graph = {
    node: [node('Gather', ['E', 'input_ids'], ['e']), ...pool, ...head],
    initializer: WEIGHTS,
    input: ids,
    output: [value('logits', TYPE.FLOAT, ['n', 2])],
  };
  return Buffer.from(encodeOnnx({ graph, opsets: { '': 14 }, irVersion: 8 }));
}

export const FILES = {
  'tokenizer.json': json({ ...TOKENIZER, model: { ...TOKENIZER.model } }),
  'tokenizer_config.json': json({
    tokenizer_class: 'BertTokenizer',
    model_max_length: 16,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
  }),
  'labels.txt': Buffer.from('no\nyes\n'),
};

export const service = useService();

export async function describeVersion(
  name: string,
): Promise<{ runsAlone?: true; notes?: string[] }> {
  return (await service.call('GET', `/models/${name}/versions/1`)).body as {
    runsAlone?: true;
    notes?: string[];
  };
}
