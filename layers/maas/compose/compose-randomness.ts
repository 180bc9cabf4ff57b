import { KernelRandomness } from '../adapters/randomness/kernel-randomness.ts';
import { systemRandomness } from '../adapters/randomness/system-randomness.ts';
import type { Randomness } from '../core/ports/randomness.ts';
import { isOfSnapshot } from './initialization-type.ts';
import type { Environment } from './settings-reader.ts';

/** @param device what copies of a snapshot draw from. @default - the kernel's */
export function composeRandomness(environment: Environment, device?: string): Randomness {
  return isOfSnapshot(environment) ? new KernelRandomness(device) : systemRandomness;
}
