import { randomBytes, randomUUID } from 'node:crypto';
import type { Randomness } from '../../core/ports/randomness.ts';

/** Node's own: of state that is in the memory of the process. */
export const systemRandomness: Randomness = {
  newId: randomUUID,
  random: Math.random,
  newHex: (lengthBytes) => randomBytes(lengthBytes).toString('hex'),
};
