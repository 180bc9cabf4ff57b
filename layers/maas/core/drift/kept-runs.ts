import { LIMITS } from '../../contract/limits.ts';
import type { Tensor, TensorData, Tensors } from '../tensor.ts';

const BYTES_PER_CHARACTER = 2;

/**
 * The inputs of a prediction's first runs, kept until drift has counted them. Large tensors are let
 * go when their run has ended: of these a copy of the first rows is kept.
 */
export class KeptRuns {
  readonly list: Tensors[] = [];
  #bytesLeft: number = LIMITS.watchedBytes;

  take(run: Tensors): void {
    if (this.list.length >= LIMITS.watchedRuns) return;
    const kept = shorten(run, this.#bytesLeft);
    if (!kept) return;
    this.list.push(kept);
    this.#bytesLeft -= countBytes(kept);
  }
}

/** @returns undefined where not even one row fits */
function shorten(run: Tensors, mostBytes: number): Tensors | undefined {
  const bytes = countBytes(run);
  if (bytes <= mostBytes) return run;
  const rows = Math.min(...Object.values(run).map(({ shape }) => shape[0] ?? 1));
  const fitting = Math.min(LIMITS.watchedRows, Math.floor((rows * mostBytes) / bytes));
  if (fitting === 0) return undefined;
  return Object.fromEntries(
    Object.entries(run).map(([name, tensor]) => [name, takeRows(tensor, fitting)]),
  );
}

function takeRows({ datatype, shape: [total = 1, ...inner], data }: Tensor, rows: number): Tensor {
  const taken = data.slice(0, (data.length / total) * rows);
  return { datatype, shape: [rows, ...inner], data: taken };
}

function countBytes(run: Tensors): number {
  return Object.values(run).reduce((sum, { data }) => sum + sizeOf(data), 0);
}

function sizeOf(data: TensorData): number {
  if (ArrayBuffer.isView(data)) return data.byteLength;
  return data.reduce((sum, text) => sum + text.length * BYTES_PER_CHARACTER, 0);
}
