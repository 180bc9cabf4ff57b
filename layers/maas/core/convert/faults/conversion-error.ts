import { RejectionError } from '../../errors.ts';

/**
 * Refuses what cannot be converted exactly.
 * @param fault what is wrong and what was found, without its full stop
 * @param next what its owner does
 * @throws RejectionError
 */
export function refuse(
  fault: string,
  next: string,
  code: 'NOT_CONVERTIBLE' | 'TOO_LARGE' = 'NOT_CONVERTIBLE',
): never {
  throw new RejectionError(code, `The model cannot be converted: ${fault}; ${next}.`);
}
