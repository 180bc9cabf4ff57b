import { createHash } from 'node:crypto';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { create } from '@bufbuild/protobuf';
import {
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
  type TensorProto,
} from '../../layers/maas/core/onnx/generated/onnx_pb.js';
import { encodeOnnx, node, TYPE, value } from '../support/onnx-model.ts';

export const ROWS = 250_000;
export const COLUMNS = 512;
export const OUTPUTS = 16;
const TABLES = 5;

/**
 * Numbers repeat after this many, a prime: whatever lands a part's or a page's length away from its
 * place is another number.
 */
const PERIOD = 1_000_003;
const PATTERN = Float32Array.from(
  { length: PERIOD },
  (_, index) => (((Math.imul(index, 2_654_435_761) >>> 16) % 129) - 64) / 16,
);

export interface LargeFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * A model of 2.6 GB, its weights in one file beside it: five tables whose rows are looked up, added
 * and multiplied by a matrix. Its numbers are sixteenths so small that float32 holds every sum of
 * them exactly.
 * @returns its files, the model first
 */
export function writeLargeModel(folder: string): LargeFile[] {
  const sizes = [...Array.from({ length: TABLES }, () => ROWS * COLUMNS), COLUMNS * OUTPUTS];
  const data = writeWeights(
    path.join(folder, 'model.onnx.data'),
    sizes.reduce((sum, size) => sum + size, 0),
  );
  const names = Array.from({ length: TABLES }, (_, table) => `table${table}`);
  const weights = [
    ...names.map((name) => ({ name, dims: [ROWS, COLUMNS] })),
    { name: 'matrix', dims: [COLUMNS, OUTPUTS] },
  ];
  const model = encodeOnnx({
    graph: {
      input: [value('ids', TYPE.INT64, ['rows'])],
      output: [value('numbers', TYPE.FLOAT, ['rows', OUTPUTS])],
      initializer: weights.map(({ name, dims }, index) =>
        toExternal(
          name,
          dims,
          sizes.slice(0, index).reduce((sum, size) => sum + size, 0),
        ),
      ),
      node: [
        ...names.map((name) => node('Gather', [name, 'ids'], [`${name}Rows`])),
        node(
          'Sum',
          names.map((name) => `${name}Rows`),
          ['sum'],
        ),
        node('MatMul', ['sum', 'matrix'], ['numbers']),
      ],
    },
  });
  writeFileSync(path.join(folder, 'model.onnx'), model);
  return [
    {
      path: 'model.onnx',
      bytes: model.length,
      sha256: createHash('sha256').update(model).digest('hex'),
    },
    { path: 'model.onnx.data', ...data },
  ];
}

/** Computes the model's answer, one row for each id. */
export function expectNumbers(ids: readonly number[]): number[] {
  const at = (index: number): number => PATTERN[index % PERIOD] ?? NaN;
  return ids.flatMap((id) => {
    const sum = Array.from({ length: COLUMNS }, (_, column) =>
      Array.from({ length: TABLES }, (_unused, table) =>
        at((table * ROWS + id) * COLUMNS + column),
      ).reduce((total, number) => total + number, 0),
    );
    return Array.from({ length: OUTPUTS }, (_, output) =>
      sum.reduce(
        (total, number, row) =>
          total + number * at(TABLES * ROWS * COLUMNS + row * OUTPUTS + output),
        0,
      ),
    );
  });
}

function writeWeights(file: string, count: number): { bytes: number; sha256: string } {
  const digest = createHash('sha256');
  const pattern = new Uint8Array(PATTERN.buffer);
  const bytes = count * PATTERN.BYTES_PER_ELEMENT;
  const descriptor = openSync(file, 'wx');
  for (let written = 0; written < bytes;) {
    const piece = pattern.subarray(0, Math.min(pattern.length, bytes - written));
    digest.update(piece);
    written += writeSync(descriptor, piece);
  }
  closeSync(descriptor);
  return { bytes, sha256: digest.digest('hex') };
}

function toExternal(name: string, dims: readonly number[], offset: number): TensorProto {
  const length = dims.reduce((product, size) => product * size, 1);
  const place = {
    location: 'model.onnx.data',
    offset: offset * PATTERN.BYTES_PER_ELEMENT,
    length: length * PATTERN.BYTES_PER_ELEMENT,
  };
  const externalData = Object.entries(place).map(([key, entry]) =>
    create(StringStringEntryProtoSchema, { key, value: String(entry) }),
  );
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: TYPE.FLOAT,
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData,
  });
}
