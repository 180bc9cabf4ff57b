import type { ReadyVersion } from '../registry/records.ts';
import type { Datatype, TensorSpec } from '../tensor.ts';
import { toProtocolShape } from '../protocol/protocol-shape.ts';

/** The extensions of the protocol that are served. */
const EXTENSIONS = ['binary_tensor_data', 'model_repository', 'statistics'] as const;

/** `GET /v2` */
export function describeServer(version: string): {
  name: string;
  version: string;
  extensions: readonly string[];
} {
  return { name: 'serverless-maas', version, extensions: EXTENSIONS };
}

export interface TensorMetadata {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
}

export interface ModelMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: 'onnx_onnxv1';
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

/**
 * `GET /v2/models/{model}`: the signature of the version asked for; a free dimension is -1, and so
 * is a shape that the model does not declare.
 * @param versions those that can be called
 */
export function describeModel(
  { model, bundle }: ReadyVersion,
  versions: readonly number[],
): ModelMetadata {
  const { inputs, outputs } = bundle.signature;
  return {
    name: model,
    versions: versions.map(String),
    platform: 'onnx_onnxv1',
    inputs: inputs.map(toTensorMetadata),
    outputs: outputs.map(toTensorMetadata),
  };
}

function toTensorMetadata(spec: TensorSpec): TensorMetadata {
  return { name: spec.name, datatype: spec.datatype, shape: toProtocolShape(spec) };
}
