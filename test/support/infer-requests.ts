import { Buffer } from 'node:buffer';
import { decodeInferBody } from '../../layers/maas/core/protocol/infer-body.ts';
import type { InferRequest } from '../../layers/maas/core/protocol/infer-request.ts';
import type { Signature } from '../../layers/maas/core/tensor.ts';

export const decodeText = (text: string, signature: Signature): InferRequest =>
  decodeInferBody(Buffer.from(text), undefined, signature);

export const decode = (body: unknown, signature: Signature): InferRequest =>
  decodeText(JSON.stringify(body), signature);

export const input = (datatype: string, shape: unknown, data: unknown): object => ({
  inputs: [{ name: 'x', datatype, shape, data }],
});

export function inputsOf(value: number): [object] {
  return [{ name: 'x', datatype: 'FP32', shape: [1], data: [value] }];
}
