import type { Signature, Tensor, TensorData, Tensors } from '../../tensor.ts';
import type { TaskModel } from './task.ts';

/** Rows of the first axis of each tensor. @param fill repeats the last row up to so many */
export function sliceRows(tensors: Tensors, from: number, to: number, fill = to - from): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, slice(tensor, from, to, fill)]),
  );
}

function slice(
  { datatype, shape: [rows = 1, ...others], data }: Tensor,
  from: number,
  to: number,
  fill: number,
): Tensor {
  const width = data.length / rows;
  const taken = data.slice(from * width, to * width);
  const missing = fill - (to - from);
  if (missing <= 0) return { datatype, shape: [to - from, ...others], data: taken };
  const last = Array.from(data.slice((to - 1) * width, to * width) as Iterable<never>);
  const padded = [
    ...(taken as Iterable<never>),
    ...Array.from({ length: missing }, () => last).flat(),
  ];
  return {
    datatype,
    shape: [fill, ...others],
    data: Array.isArray(data)
      ? padded
      : (data.constructor as unknown as { from(values: readonly never[]): TensorData }).from(
          padded,
        ),
  };
}

/** Finds the number of rows that each run must have, where the model's inputs say so. */
export function findBatch({ inputs: [first, ...others] }: Signature): number | undefined {
  const size = first?.shape[0] ?? -1;
  return size > 0 && others.every(({ shape }) => shape[0] === size) ? size : undefined;
}

/**
 * Runs a table's rows, in runs of so many where the model takes no other number, the last one
 * filled up.
 * @param read takes the rows that were asked of a run
 * @returns what `read` took, in the order of the rows
 */
export async function runBatches<T>(
  model: TaskModel,
  inputs: Tensors,
  rows: number,
  { outputs, batch }: { readonly outputs: readonly string[]; readonly batch?: number | undefined },
  read: (results: Tensors, rows: number) => readonly T[],
): Promise<T[]> {
  if (batch === undefined || batch === rows) {
    return [...read(await model.run(inputs, outputs), rows)];
  }
  const answers: T[] = [];
  for (let from = 0; from < rows; from += batch) {
    const to = Math.min(from + batch, rows);
    answers.push(
      ...read(await model.run(sliceRows(inputs, from, to, batch), outputs), batch).slice(
        0,
        to - from,
      ),
    );
  }
  return answers;
}
