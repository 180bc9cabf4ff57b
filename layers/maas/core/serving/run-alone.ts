import { toRows } from '../tensor-rows.ts';
import type { Signature, Tensor, TensorData, Tensors } from '../tensor.ts';

type Run = (inputs: Tensors, outputs: readonly string[]) => Promise<Tensors>;

/**
 * Runs the rows of a model one by one whose answers depend on what else is in a run.
 * A model without rows, or one that gives something else than a row for each, is run whole.
 */
export function runAlone(run: Run, { inputs: declared }: Signature): Run {
  if (!declared.every(({ shape }) => shape[0] === -1)) return run; // the model takes no single row
  return async (inputs, outputs) => {
    const rows = toRows(inputs);
    if (rows.length < 2) return run(inputs, outputs);
    const results: Tensors[] = [];
    for (const row of rows) results.push(await run(row, outputs));
    const isWhole = results.every((tensors) =>
      Object.values(tensors).every(({ shape }) => shape[0] === 1),
    );
    return isWhole ? join(results, outputs) : run(inputs, outputs);
  };
}

function join(results: readonly Tensors[], outputs: readonly string[]): Tensors {
  return Object.fromEntries(
    outputs.flatMap((name) => {
      const tensors = results.flatMap((tensor) => tensor[name] ?? []);
      const [first] = tensors;
      return first
        ? [
            [
              name,
              {
                datatype: first.datatype,
                shape: [tensors.length, ...first.shape.slice(1)],
                data: concatenate(tensors, first),
              },
            ],
          ]
        : [];
    }),
  );
}

function concatenate(tensors: readonly Tensor[], { data: first }: Tensor): TensorData {
  if (Array.isArray(first)) return tensors.flatMap(({ data }) => data as readonly string[]);
  const length = tensors.reduce((sum, { data }) => sum + data.length, 0);
  const whole = new (first.constructor as new (length: number) => Float32Array)(length);
  let at = 0;
  for (const { data } of tensors) {
    whole.set(data as Float32Array, at);
    at += data.length;
  }
  return whole;
}
