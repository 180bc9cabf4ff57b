import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from '../../layers/maas/core/onnx/generated/onnx_pb.js';
import { createDoubler, SENTIMENT } from '../../test/e2e/service/fixtures.ts';
import { node, TYPE, value } from '../../test/support/onnx-model.ts';

interface Tensor {
  readonly name: string;
  readonly datatype: 'FP32' | 'INT64' | 'BYTES';
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

/** All servers are asked with the same bytes. */
export interface Question {
  readonly name: string;
  /** As the Open Inference Protocol has it. */
  readonly json: string;
}

export interface BenchModel {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly questions: readonly Question[];
}

const VOCABULARY = 30_000;

function ask(name: string, inputs: readonly Tensor[]): Question {
  return { name, json: JSON.stringify({ inputs }) };
}

/** Ids of no sentence: the time of a run does not hang on them. */
function askTokens(name: string, tokens: number): Question {
  const tensor = (input: string, at: (place: number) => number): Tensor => ({
    name: input,
    datatype: 'INT64',
    shape: [1, tokens],
    data: Array.from({ length: tokens }, (_, place) => at(place)),
  });
  return ask(name, [
    tensor('input_ids', (place) => (place * 7919) % VOCABULARY),
    tensor('attention_mask', () => 1),
    tensor('token_type_ids', () => 0),
  ]);
}

/** The mean over the tokens in place of each token's own numbers, as somebody exports it. */
function poolMean(bytes: Uint8Array): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  const { graph } = model;
  if (!graph) throw new Error('The model has no graph.');
  const attributes = { axes: [1], keepdims: 0 };
  graph.node.push(node('ReduceMean', ['last_hidden_state'], ['embedding'], attributes));
  graph.output = [value('embedding', TYPE.FLOAT, ['batch', 384])];
  return toBinary(ModelProtoSchema, model);
}

/** @param fixtures folder of the models that are too large to be in the repository */
export function readModels(fixtures: string): BenchModel[] {
  const miniLm = readFileSync(path.join(fixtures, 'minilm/model.onnx'));
  const pixels = Array.from({ length: 3 * 32 * 32 }, (_, place) => (place % 17) / 17);
  return [
    {
      name: 'tiny',
      bytes: createDoubler(),
      questions: [ask('tiny', [{ name: 'x', datatype: 'FP32', shape: [1, 1], data: [1] }])],
    },
    {
      name: 'sentiment',
      bytes: SENTIMENT.model,
      questions: [
        ask('sentiment', [
          { name: 'text', datatype: 'BYTES', shape: [1, 1], data: ['这是一个正面的文本'] },
        ]),
      ],
    },
    {
      name: 'digits',
      bytes: readFileSync(path.join(fixtures, 'digits-cnn/model.onnx')),
      questions: [
        ask('digits', [
          { name: 'pixel_values', datatype: 'FP32', shape: [1, 3, 32, 32], data: pixels },
        ]),
      ],
    },
    {
      name: 'minilm',
      bytes: poolMean(miniLm),
      questions: [askTokens('MiniLM, 32 tokens', 32), askTokens('MiniLM, 128 tokens', 128)],
    },
    {
      name: 'minilm-tokens',
      bytes: miniLm,
      questions: [askTokens('1 MB answers', 128)],
    },
  ];
}
