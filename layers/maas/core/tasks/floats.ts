import { MaasError } from '../errors.ts';
import type { Tensor, Tensors, TensorSpec } from '../tensor.ts';

export type Floats = Float32Array | Float64Array;

export function isFloat({ datatype }: Pick<TensorSpec, 'datatype'>): boolean {
  return datatype === 'FP32' || datatype === 'FP64' || datatype === 'FP16';
}

/** @throws MaasError INTERNAL when the run did not give it */
export function getOutput(outputs: Tensors, name: string): Tensor {
  const tensor = outputs[name];
  if (!tensor) throw new MaasError('INTERNAL', `The model gave no output '${name}'.`);
  return tensor;
}

/** The numbers of an output of floats. */
export function getFloats(outputs: Tensors, name: string): Floats {
  const { datatype, data } = getOutput(outputs, name);
  return datatype === 'FP16' ? Float32Array.from(data as Uint16Array, halfToNumber) : data as Floats;
}

/** IEEE 754 half precision: 1 bit of sign, 5 of exponent, 10 of fraction. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** JSON knows neither NaN nor the infinities. */
export function toJsonNumber(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
