/** The Open Inference Protocol's datatypes that ONNX Runtime knows. */
export const DATATYPES = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'FP32',
  'FP64',
  'BYTES',
] as const;
export type Datatype = (typeof DATATYPES)[number];

/**
 * Row-major elements: typed arrays for numbers, `Uint8Array` of 0 and 1 for BOOL, the raw 16 bits
 * for FP16, strings for BYTES (ONNX Runtime's strings are UTF-8 text).
 */
export type TensorData =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array
  | readonly string[];

export interface Tensor {
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/**
 * Name, datatype and shape of one input or output; -1 is a free dimension. Declared output shapes
 * are not to be trusted.
 */
export interface TensorSpec {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** The model declares no shape: any may come, of any rank, and `shape` is empty. */
  readonly anyShape?: true;
}

export interface Signature {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}

/** Tensors by the name of the input or output. */
export type Tensors = Readonly<Record<string, Tensor>>;
