import type { VersionRecord } from '../registry/records.ts';
import type { TensorSpec } from '../tensor.ts';

/** `GET /v2`. Extensions are named when they are served. */
export function describeServer(version: string): { name: string; version: string; extensions: string[] } {
  return { name: 'serverless-maas', version, extensions: [] };
}

export interface ModelMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: 'onnx_onnxv1';
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}

/** `GET /v2/models/{model}`: the signature of the version asked for; a free dimension is -1. */
export function describeModel({ model, version, bundle }: VersionRecord): ModelMetadata {
  return {
    name: model,
    versions: [String(version)],
    platform: 'onnx_onnxv1',
    inputs: bundle?.signature.inputs ?? [],
    outputs: bundle?.signature.outputs ?? [],
  };
}
