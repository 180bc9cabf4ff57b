import { expect } from '@jest/globals';
import type { NodeProto } from '../../layers/maas/core/onnx/generated/onnx_pb.js';
import { encodeOnnx, node, rawTensor, TYPE, value } from './onnx-model.ts';
import { useService } from './use-service.ts';

export const WEIGHTS = Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]);

export const ROWS = [
  [3, 1, 0],
  [0, 2, 1],
  [1, 0, 4],
  [2, 0, 1],
  [0, 1, 0],
];

export const NAMES = Buffer.from('small\nmiddle\nlarge\n');
const service = useService();
let count = 0;

interface Shapes {
  readonly rows?: number | string;
  readonly width?: number;
}

/** `x` times the unit matrix is `z`; what follows makes `y` of it. */
export function network(
  nodes: readonly NodeProto[],
  { rows = 'N', width = 3 }: Shapes = {},
  outputs = [value('y', TYPE.FLOAT, [rows, width])],
): Uint8Array {
  const numbers = [
    rawTensor('w', [3, 3], WEIGHTS),
    rawTensor('first', [1], BigInt64Array.of(0n)),
    rawTensor('two', [1], BigInt64Array.of(2n)),
  ];
  return encodeOnnx({
    graph: {
      node: [node('MatMul', ['x', 'w'], ['z']), ...nodes],
      input: [value('x', TYPE.FLOAT, [rows, 3])],
      output: outputs,
      initializer: numbers,
    },
  });
}

export async function upload(
  model: Uint8Array,
  files: Readonly<Record<string, Uint8Array>> = {},
  fields: Readonly<Record<string, string>> = {},
): Promise<{
  name: string;
  status: number;
  body: { task?: string; error?: string; scoring?: unknown; notes?: readonly string[] };
}> {
  const name = `network-${++count}`;
  return {
    name,
    ...(await service.upload({ 'model.onnx': model, ...files }, { name, ...fields })),
  };
}

export async function ask(
  name: string,
  json: unknown,
): Promise<{ status: number; body: Readonly<Record<string, unknown>>[] & { error?: string } }> {
  return service.call('POST', `/models/${name}/predict`, { json });
}

export const softmax = (row: readonly number[]): number[] =>
  row.map((x) => Math.exp(x) / row.reduce((sum, other) => sum + Math.exp(other), 0));

export const near = (x = NaN): unknown => expect.closeTo(x, 5);
