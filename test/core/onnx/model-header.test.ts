import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import {
  ModelProtoSchema,
  TensorProtoSchema,
} from '../../../layers/maas/core/onnx/generated/onnx_pb.js';
import { readModelHeader } from '../../../layers/maas/core/onnx/model-header.ts';
import { toFileBytes } from '../../support/file-bytes.ts';
import { encodeOnnx, node, rawTensor, subgraph, TYPE } from '../../support/onnx-model.ts';
import { graph, encode } from '../../support/header-graphs.ts';

function canonical(bytes: Uint8Array): Uint8Array {
  return toBinary(ModelProtoSchema, fromBinary(ModelProtoSchema, bytes));
}

describe('readModelHeader', () => {
  it('leaves weights in the file and says where they are when a tensor is large', () => {
    const bytes = encodeOnnx({ graph });
    const [tensor] = readModelHeader(toFileBytes(bytes)).model.graph?.initializer ?? [];
    const [cut] = tensor?.cut ?? [];
    expect(tensor?.rawData).toHaveLength(0);
    expect(cut).toMatchObject({
      field: TensorProtoSchema.field.rawData.number,
      valueBytes: 4000,
      count: 1,
    });
    const start = (cut?.offset ?? 0) + (cut?.length ?? 0) - 4000;
    expect(Buffer.from(bytes.subarray(start, start + 8))).toEqual(
      Buffer.from(new Float32Array([0, 1]).buffer),
    );
  });

  it('reads little of the file when weights are most of it', () => {
    const file = toFileBytes(
      encodeOnnx({
        graph: {
          ...graph,
          initializer: [rawTensor('w', [8_000_000], new Float32Array(8_000_000))],
        },
      }),
    );
    readModelHeader(file);
    expect(file.readBytes).toBeLessThan(1 << 20);
  });

  it.each([
    ['weights', { graph }],
    [
      'long attributes, packed nowhere',
      {
        graph: {
          ...graph,
          node: [
            node(
              'TreeEnsembleRegressor',
              ['x'],
              ['y'],
              {
                nodes_values: Array.from({ length: 5000 }, (_, index) => index / 7),
                nodes_treeids: Array.from({ length: 5000 }, (_, index) => index),
                names: Array.from({ length: 600 }, (_, index) => `n${index}`),
              },
              'ai.onnx.ml',
            ),
          ],
        },
      },
    ],
    ['long metadata', { graph, metadata: { 'maas:tokenizer.json': 'ä'.repeat(5000), short: 'x' } }],
    [
      'typed data',
      {
        graph: {
          ...graph,
          initializer: [
            create(TensorProtoSchema, {
              name: 'w',
              dims: [600n],
              dataType: TYPE.INT64,
              int64Data: Array.from({ length: 600 }, (_, index) => BigInt(index) * -7n),
            }),
          ],
        },
      },
    ],
    [
      'a graph inside a node',
      {
        graph: {
          ...graph,
          node: [
            node('If', ['c'], ['y'], {
              then_branch: subgraph({
                ...graph,
                initializer: [rawTensor('a', [300], new Float32Array(300))],
              }),
              else_branch: subgraph(graph),
            }),
          ],
        },
      },
    ],
  ])('gives the same model again when it has %s', (_, options) => {
    const bytes = encodeOnnx(options);
    expect(Buffer.compare(canonical(encode(toFileBytes(bytes))), canonical(bytes))).toBe(0);
  });

  it('keeps fields that it does not know when ONNX has newer ones', () => {
    const bytes = Buffer.concat([encodeOnnx({ graph }), Buffer.from([0xa2, 0x3f, 0x03, 1, 2, 3])]);
    expect(
      Buffer.from(encode(toFileBytes(bytes))).includes(Buffer.from([0xa2, 0x3f, 0x03, 1, 2, 3])),
    ).toBe(true);
  });
});
