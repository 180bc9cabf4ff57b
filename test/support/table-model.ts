import type { Signature } from '../../layers/maas/core/tensor.ts';
import { encodeOnnx, externalTensor, node, rawTensor, TYPE, value } from './onnx-model.ts';

const COLUMNS = 256;
const BYTES_PER_ROW = COLUMNS * Float32Array.BYTES_PER_ELEMENT;
/** A prime: what lands a part's or a page's length away from its place is another number. */
const PERIOD = 1_000_003;

export const SIGNATURE: Signature = {
  inputs: [{ name: 'ids', datatype: 'INT64', shape: [-1] }],
  outputs: [{ name: 'sums', datatype: 'FP32', shape: [-1] }],
};

/** A model whose answer is the sum of all numbers of a row of its weights, which lie beside it. */
export interface TableModel {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly rows: number;
  /** Gives its answers for rows: sums of eighths, which float32 holds exactly. */
  expect(ids: readonly number[]): number[];
}

/** @param seed models of different seeds have other numbers */
export function createTableModel(weightBytes: number, seed = 0): TableModel {
  const rows = Math.floor(weightBytes / BYTES_PER_ROW);
  const weights = Float32Array.from(
    { length: rows * COLUMNS },
    (_, index) => ((Math.imul((index + seed) % PERIOD, 2_654_435_761) >>> 16) % 129) / 8,
  );
  const model = encodeOnnx({
    graph: {
      input: [value('ids', TYPE.INT64, ['n'])],
      output: [value('sums', TYPE.FLOAT, ['n'])],
      initializer: [
        externalTensor('table', [rows, COLUMNS], { location: 'model.onnx.data' }),
        rawTensor('axes', [1], BigInt64Array.of(1n)),
      ],
      node: [
        node('Gather', ['table', 'ids'], ['found']),
        node('ReduceSum', ['found', 'axes'], ['sums'], { keepdims: 0 }),
      ],
    },
  });
  return {
    files: { 'model.onnx': model, 'model.onnx.data': new Uint8Array(weights.buffer) },
    rows,
    expect: (ids) =>
      ids.map((id) =>
        weights.subarray(id * COLUMNS, (id + 1) * COLUMNS).reduce((sum, number) => sum + number, 0),
      ),
  };
}
