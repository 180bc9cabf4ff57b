import { RejectionError } from '../errors.ts';
import { quote } from '../quote.ts';
import {
  type ModelProto,
  TensorProto_DataType as Type,
  type ValueInfoProto,
} from './generated/onnx_pb.js';

const UNDEFINED: number = Type.UNDEFINED;
const SERVED_TYPES: readonly number[] = [
  Type.FLOAT,
  Type.UINT8,
  Type.INT8,
  Type.UINT16,
  Type.INT16,
  Type.INT32,
  Type.INT64,
  Type.STRING,
  Type.BOOL,
  Type.FLOAT16,
  Type.DOUBLE,
  Type.UINT32,
  Type.UINT64,
];
const CASE_NAMES = {
  sequenceType: 'a sequence',
  mapType: 'a map',
  optionalType: 'an optional value',
  sparseTensorType: 'a sparse tensor',
  opaqueType: 'an opaque value',
} as const;

/**
 * Checks that inputs and outputs are tensors of the Open Inference Protocol's datatypes.
 * @throws RejectionError UNSUPPORTED_TYPE
 */
export function checkTypes({ graph }: ModelProto): void {
  const initializers = new Set(graph?.initializer.map(({ name }) => name));
  for (const input of graph?.input ?? []) {
    if (!initializers.has(input.name)) checkType('input', input);
  }
  for (const output of graph?.output ?? []) checkType('output', output);
}

/** A value without a type is left to ONNX Runtime, which infers it. */
function checkType(kind: 'input' | 'output', { name, type }: ValueInfoProto): void {
  const value = type?.value;
  if (
    value?.case === undefined ||
    (value.case === 'tensorType' &&
      (value.value.elemType === UNDEFINED || SERVED_TYPES.includes(value.value.elemType)))
  ) {
    return;
  }
  const what =
    value.case === 'tensorType'
      ? `a tensor of ${Type[value.value.elemType] ?? `type ${value.value.elemType}`}`
      : CASE_NAMES[value.case];
  throw new RejectionError(
    'UNSUPPORTED_TYPE',
    `The model's ${kind} ${quote(name)} is ${what}, which cannot be sent over HTTP; ` +
      `${advise(value.case)}.`,
  );
}

function advise(kind: string): string {
  const tensors = 'export the model with tensors of numbers, booleans or strings';
  return kind === 'sequenceType' || kind === 'mapType'
    ? `${tensors}; with skl2onnx, by the classifier's option {"zipmap": False}`
    : tensors;
}
