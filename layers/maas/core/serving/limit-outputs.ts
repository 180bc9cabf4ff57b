import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import type { Signature, Tensors } from '../tensor.ts';

/**
 * Limits a call's rows by the size of its outputs, which may be much larger than its inputs: where
 * the signature tells how much a row gives, too many are refused before the model runs.
 * @throws MaasError PAYLOAD_TOO_LARGE
 */
export function limitOutputs(
  { outputs }: Signature,
  inputs: Tensors,
  wanted: readonly string[],
): void {
  const rows = Object.values(inputs).reduce(
    (most, { shape: [first = 1] }) => Math.max(most, first),
    1,
  );
  for (const {
    name,
    shape: [first, ...others],
  } of outputs) {
    if (first !== -1 || !wanted.includes(name)) continue;
    const elements = others.reduce((product, size) => product * Math.max(size, 1), rows);
    if (elements > LIMITS.tensorElements) {
      throw new MaasError(
        'PAYLOAD_TOO_LARGE',
        `The output '${name}' has ${elements} elements or more for ${rows} rows; ` +
          `the limit is ${LIMITS.tensorElements}: send fewer rows at once.`,
      );
    }
  }
}
