import type { Tensor, Tensors } from './tensor.ts';

/**
 * The rows of a run, each as a run of its own; none where the tensors have no rows, or not the same
 * number.
 */
export function toRows(tensors: Tensors): Tensors[] {
  const all = Object.entries(tensors);
  const [rows = 0, ...others] = new Set(all.map(([, { shape }]) => shape[0] ?? 0));
  if (rows === 0 || others.length > 0) return [];
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(all.map(([name, tensor]) => [name, takeRow(tensor, row, rows)])),
  );
}

function takeRow(
  { datatype, shape: [, ...others], data }: Tensor,
  row: number,
  rows: number,
): Tensor {
  const width = data.length / rows;
  return { datatype, shape: [1, ...others], data: data.slice(row * width, (row + 1) * width) };
}
