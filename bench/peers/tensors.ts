import { Tensor } from 'onnxruntime-node';

/** A tensor as the Open Inference Protocol has it. */
export interface JsonTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

/** Makes typed arrays of the JSON, as any author would. */
export function toFeeds(inputs: readonly JsonTensor[]): Record<string, Tensor> {
  return Object.fromEntries(inputs.map((input) => [input.name, toTensor(input)]));
}

function toTensor({ datatype, shape, data }: JsonTensor): Tensor {
  switch (datatype) {
    case 'BYTES':
      return new Tensor('string', data as string[], shape);
    case 'INT64':
      return new Tensor('int64', BigInt64Array.from(data as number[], BigInt), shape);
    default:
      return new Tensor('float32', Float32Array.from(data as number[]), shape);
  }
}

const DATATYPES: Readonly<Record<string, string>> = {
  string: 'BYTES',
  int64: 'INT64',
  float32: 'FP32',
};

/** And JSON of what a run gave. */
export function toJsonTensors(results: Readonly<Record<string, unknown>>): object[] {
  return Object.entries(results as Record<string, Tensor>).map(([name, { type, dims, data }]) => ({
    name,
    datatype: DATATYPES[type],
    shape: dims,
    data: Array.from(data as Float32Array),
  }));
}
