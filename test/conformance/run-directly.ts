import { createRequire } from 'node:module';
import type * as OnnxRuntime from 'onnxruntime-node';
import type { Datatype } from '../../layers/maas/core/tensor.ts';
import type { VectorTensor } from './test-vector.ts';

// The binding does not know Node 24's Float16Array and then takes no FP16 input at all.
delete (globalThis as { Float16Array?: unknown }).Float16Array;
const { InferenceSession, Tensor } = createRequire(import.meta.url)(
  'onnxruntime-node',
) as typeof OnnxRuntime;

const TYPES: Readonly<Record<Datatype, OnnxRuntime.Tensor.Type>> = {
  BOOL: 'bool',
  UINT8: 'uint8',
  INT8: 'int8',
  UINT16: 'uint16',
  INT16: 'int16',
  UINT32: 'uint32',
  INT32: 'int32',
  UINT64: 'uint64',
  INT64: 'int64',
  FP16: 'float16',
  FP32: 'float32',
  FP64: 'float64',
  BYTES: 'string',
};
const ARRAYS = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** A model and one call of it. */
export interface DirectRun {
  readonly inputNames: readonly string[];
  readonly outputs: readonly (VectorTensor & { readonly name: string })[];
  /** A second run of the same session answered something else. */
  readonly isRandom: boolean;
}

/**
 * Runs the model in ONNX Runtime itself, with nothing of ours between.
 * @throws Error when it cannot load or run the model, or an output is not a tensor
 */
export async function runDirectly(
  model: string,
  inputs: readonly VectorTensor[],
): Promise<DirectRun> {
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  const inputNames = session.inputNames.slice(0, inputs.length);
  const run = async (): Promise<DirectRun['outputs']> => {
    const results = await session.run(
      Object.fromEntries(inputs.map((tensor, index) => [inputNames[index] ?? '', toOrt(tensor)])),
    );
    return session.outputNames.map((name) => ({ name, ...fromOrt(results[name]) }));
  };
  const outputs = await run();
  const again = await run();
  return {
    inputNames,
    outputs,
    isRandom: outputs.some(
      ({ bytes }, index) => Buffer.compare(bytes, again[index]?.bytes ?? bytes) !== 0,
    ),
  };
}

function toOrt({ datatype, shape, bytes, strings }: VectorTensor): OnnxRuntime.Tensor {
  const type = TYPES[datatype];
  if (type === 'string') return new Tensor('string', [...(strings ?? [])], [...shape]);
  const Elements = ARRAYS[type as keyof typeof ARRAYS];
  return new Tensor(type, new Elements(Uint8Array.from(bytes).buffer) as never, [...shape]);
}

function fromOrt(value: OnnxRuntime.OnnxValue | undefined): VectorTensor {
  if (!value || !('dims' in value)) throw new Error('an output is not a tensor');
  const datatype = (Object.keys(TYPES) as Datatype[]).find((name) => TYPES[name] === value.type);
  if (!datatype) throw new Error(`an output is ${value.type}`);
  const { data, dims } = value;
  if (datatype === 'BYTES') {
    return { datatype, shape: dims, bytes: new Uint8Array(), strings: data as string[] };
  }
  const view = data as Uint8Array;
  return {
    datatype,
    shape: dims,
    bytes: new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
  };
}
