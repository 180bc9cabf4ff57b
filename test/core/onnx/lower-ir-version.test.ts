import { describe, expect, it } from '@jest/globals';
import { lowerIrVersion } from '../../../layers/maas/core/onnx/lower-ir-version.ts';
import { readModelHeader } from '../../../layers/maas/core/onnx/model-header.ts';
import type { ModelProto } from '../../../layers/maas/core/onnx/generated/onnx_pb.js';
import { toFileBytes } from '../../support/file-bytes.ts';
import { encodeOnnx, node, TYPE, value } from '../../support/onnx-model.ts';

const graph = {
  node: [node('Neg', ['x'], ['y'])],
  input: [value('x', TYPE.FLOAT, ['n'])],
  output: [value('y', TYPE.FLOAT, ['n'])],
};
/** The field 500 of a message, a varint. */
const UNKNOWN = [0xa0, 0x1f, 0x01];

function read(irVersion: number, extra: readonly number[] = []): ModelProto {
  return readModelHeader(
    toFileBytes(Buffer.concat([encodeOnnx({ graph, irVersion }), Uint8Array.from(extra)])),
  ).model;
}

describe('lowerIrVersion', () => {
  it.each([14, 15, 20])('takes a model of version %i down when it uses nothing new', (version) => {
    const model = read(version);
    expect(lowerIrVersion(model)).toBe(true);
    expect(model.irVersion).toBe(13n);
  });

  it.each([3, 10, 13])('leaves a model of version %i as it is', (version) => {
    const model = read(version);
    expect(lowerIrVersion(model)).toBe(false);
    expect(model.irVersion).toBe(BigInt(version));
  });

  it.each([
    ['in the model', UNKNOWN],
    ['in its graph', [0x3a, UNKNOWN.length, ...UNKNOWN]],
    [
      'in a type of its graph',
      [0x3a, UNKNOWN.length + 4, 0x5a, UNKNOWN.length + 2, 0x12, UNKNOWN.length, ...UNKNOWN],
    ],
  ])('refuses a newer model that has a field nobody knows %s, and says what to set', (_, field) => {
    expect(() => lowerIrVersion(read(14, field))).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED_IR_VERSION',
        message: expect.stringContaining('model.ir_version = 13'),
      }),
    );
    expect(lowerIrVersion(read(13, field))).toBe(false);
  });
});
