import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ModelProtoSchema } from '../../../layers/maas/core/onnx/generated/onnx_pb.js';
import { CUT_FIELD, readModelHeader } from '../../../layers/maas/core/onnx/model-header.ts';
import { WireWriter } from '../../../layers/maas/core/onnx/wire-writer.ts';
import { RejectionError } from '../../../layers/maas/core/errors.ts';
import { toFileBytes } from '../../support/file-bytes.ts';
import { encodeOnnx } from '../../support/onnx-model.ts';
import { graph, encode } from '../../support/header-graphs.ts';

describe('readModelHeader', () => {
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

  it('says what to upload when it is a tensor, which is of Protocol Buffers as well', () => {
    const tensor = Buffer.from([8, 2, 16, 1, 74, 8, 0, 0, 128, 63, 0, 0, 128, 63]);
    expect(() => readModelHeader(toFileBytes(tensor))).toThrow('onnx.save(model, "model.onnx")');
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
