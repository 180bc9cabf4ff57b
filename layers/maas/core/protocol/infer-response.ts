import type { Tensor, Tensors } from '../tensor.ts';
import { encodeTensorJson } from './tensor-json.ts';

export interface InferResponse {
  readonly model: string;
  readonly version: number;
  readonly id?: string;
  readonly outputs: Tensors;
}

/** The JSON text of an inference answer, the outputs in the order of `names`. */
export function encodeInferResponse({ model, version, id, outputs }: InferResponse, names: readonly string[]): string {
  const head = JSON.stringify({ model_name: model, model_version: String(version), ...(id === undefined ? {} : { id }) }).slice(0, -1);
  const tensors = names.flatMap((name) => (outputs[name] ? [encodeOutput(name, outputs[name])] : []));
  return `${head},"outputs":[${tensors.join(',')}]}`;
}

function encodeOutput(name: string, tensor: Tensor): string {
  const head = JSON.stringify({ name, datatype: tensor.datatype, shape: tensor.shape }).slice(0, -1);
  return `${head},"data":${encodeTensorJson(name, tensor)}}`;
}
