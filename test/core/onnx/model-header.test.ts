import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeModel } from '../../../layers/maas/core/onnx/encode-model.ts';
import {
  ModelProtoSchema,
  TensorProtoSchema,
} from '../../../layers/maas/core/onnx/generated/onnx_pb.js';
import { CUT_FIELD, readModelHeader } from '../../../layers/maas/core/onnx/model-header.ts';
import { WireWriter } from '../../../layers/maas/core/onnx/wire-writer.ts';
import { RejectionError } from '../../../layers/maas/core/errors.ts';
import type { FileBytes } from '../../../layers/maas/core/ports/model-runtime.ts';
import { toFileBytes } from '../../support/file-bytes.ts';
import { encodeOnnx, node, rawTensor, subgraph, TYPE, value } from '../../support/onnx-model.ts';

const graph = {
  node: [node('Add', ['x', 'w'], ['y'])],
  input: [value('x', TYPE.FLOAT, ['n', 1000])],
  output: [value('y', TYPE.FLOAT, ['n', 1000])],
  initializer: [
    rawTensor(
      'w',
      [1000],
      new Float32Array(1000).map((_, index) => index),
    ),
  ],
};

function canonical(bytes: Uint8Array): Uint8Array {
  return toBinary(ModelProtoSchema, fromBinary(ModelProtoSchema, bytes));
}

function encode(file: FileBytes): Uint8Array {
  return Buffer.concat([...encodeModel(readModelHeader(file))]);
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

  /** One message of the number, `count` times. */
  function nested(number: number, content: Uint8Array, count = 1): Uint8Array {
    const writer = new WireWriter();
    writer.varint(number * 8 + 2);
    writer.varint(content.length);
    const head = writer.finish();
    if (content.length === 0) return Buffer.alloc(head.length * count, head);
    return Buffer.concat([head, content]);
  }

  /**
   * `If` in `If` in `If` … by the fields graph (7 of the model), node (1), attribute (5), g (6).
   */
  function deep(levels: number): Uint8Array {
    let bytes = new Uint8Array(0);
    for (let level = 0; level < levels; level++) {
      bytes = Uint8Array.from(nested(1, nested(5, nested(6, bytes))));
    }
    return nested(7, bytes);
  }

  it.each([
    ['empty', new Uint8Array(0), 'EMPTY_FILE'],
    ['text', Buffer.from('hello, I am no model at all\n'), 'NOT_ONNX'],
    ['a zip', Buffer.from('PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'), 'NOT_ONNX'],
    ['cut short', encodeOnnx({ graph }).subarray(0, 3000), 'NOT_ONNX'],
    [
      'without a graph',
      toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n })),
      'NOT_ONNX',
    ],
    ['a length beyond the end', Buffer.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f]), 'NOT_ONNX'],
    [
      'a length of 2^70',
      Buffer.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
      'NOT_ONNX',
    ],
    ['a group', Buffer.from([0x3b, 0x3c]), 'NOT_ONNX'],
    [
      'our own mark for what was cut out',
      nested(7, nested(5, nested(CUT_FIELD, new Uint8Array(0)))),
      'NOT_ONNX',
    ],
    [
      'a graph of three million empty nodes',
      nested(7, nested(1, new Uint8Array(0), 3_000_000)),
      'TOO_LARGE',
    ],
    ['two thousand graphs inside each other', deep(2000), 'TOO_LARGE'],
    ['names of 70 MB', nested(7, nested(2, new Uint8Array(70_000_000))), 'TOO_LARGE'],
  ])('refuses a file that is %s', (_, bytes, code) => {
    expect(() => readModelHeader(toFileBytes(bytes))).toThrow(
      expect.objectContaining({ name: 'RejectionError', code }),
    );
  });

  it('ends in a model or in a RejectionError whatever the bytes are', () => {
    const model = encodeOnnx({ graph: { ...graph, initializer: [] } });
    const mutated = fc
      .tuple(
        fc.array(fc.tuple(fc.nat(model.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.nat(model.length),
      )
      .map(([changes, length]) => {
        const bytes = Uint8Array.from(model);
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes.subarray(0, Math.max(length, 20));
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), (bytes) => {
        try {
          encode(toFileBytes(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RejectionError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
