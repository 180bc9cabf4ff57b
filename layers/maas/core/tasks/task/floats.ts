import { MaasError } from '../../errors.ts';
import type { Tensor, Tensors, TensorSpec } from '../../tensor.ts';

export type Floats = Float32Array | Float64Array;

export function isFloat({ datatype }: Pick<TensorSpec, 'datatype'>): boolean {
  return datatype === 'FP32' || datatype === 'FP64' || datatype === 'FP16';
}

/** @throws MaasError RUN_FAILED when the run did not give it */
export function getOutput(outputs: Tensors, name: string): Tensor {
  const tensor = outputs[name];
  if (!tensor) throw new MaasError('RUN_FAILED', `The model gave no output '${name}'.`);
  return tensor;
}

/** The numbers of an output of floats. */
export function getFloats(outputs: Tensors, name: string): Floats {
  const { datatype, data } = getOutput(outputs, name);
  return datatype === 'FP16'
    ? Float32Array.from(data as Uint16Array, halfToNumber)
    : (data as Floats);
}

/** IEEE 754 half precision: 1 bit of sign, 5 of exponent, 10 of fraction. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const BUFFER = new DataView(new ArrayBuffer(4));

/**
 * The nearest number of half precision, of two the even one, as NumPy rounds single precision to
 * it.
 */
export function numberToHalf(value: number): number {
  BUFFER.setFloat32(0, value);
  const bits = BUFFER.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127;
  const fraction = bits & 0x7fffff;
  if (exponent === 128) return sign | 0x7c00 | (fraction ? 0x200 : 0);
  if (exponent > 15) return sign | 0x7c00;
  if (exponent < -25) return sign;
  // Below 2^-14 there is no hidden one: the fraction carries it, shifted.
  const shift = exponent < -14 ? -1 - exponent : 13;
  const whole = exponent < -14 ? fraction | 0x800000 : ((exponent + 15) << 23) | fraction;
  return sign + roundToEven(whole, shift); // a carry goes over into the exponent, up to infinity
}

function roundToEven(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}

/** JSON knows neither NaN nor the infinities. */
export function toJsonNumber(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
