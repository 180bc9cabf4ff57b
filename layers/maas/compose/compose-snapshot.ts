import { KernelRandomness } from '../adapters/randomness/kernel-randomness.ts';
import { systemRandomness } from '../adapters/randomness/system-randomness.ts';
import type { Randomness } from '../core/ports/randomness.ts';
import type { RestoredParts } from './renew-after-restore.ts';
import type { Environment } from './settings-reader.ts';

/**
 * Set by Lambda itself: `on-demand`, `provisioned-concurrency`, `snap-start` and others.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
const INITIALIZATION_TYPE = 'AWS_LAMBDA_INITIALIZATION_TYPE';

export interface RenewalParts extends Omit<RestoredParts, 'records'> {
  readonly serving: Promise<Pick<RestoredParts, 'records'>>;
}

/** True where the process is, or is about to be, a copy of one that a snapshot was taken of. */
function isOfSnapshot(environment: Environment): boolean {
  return environment[INITIALIZATION_TYPE] === 'snap-start';
}

/**
 * True where nobody waits for the start: it has 130 s, or the function's time where that is longer.
 * On demand Lambda begins a start anew that has taken 10 s.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export function isStartedAhead(environment: Environment): boolean {
  return (
    environment[INITIALIZATION_TYPE] === 'provisioned-concurrency' || isOfSnapshot(environment)
  );
}

/** @param device what copies of a snapshot draw from. @default - the kernel's */
export function composeRandomness(environment: Environment, device?: string): Randomness {
  return isOfSnapshot(environment) ? new KernelRandomness(device) : systemRandomness;
}

/**
 * Composes the renewal of a process that is restored from a snapshot, before its first request:
 * between its restore and that request Node's runtime client runs nothing of ours, and before the
 * snapshot no request is served.
 * @returns undefined for all other processes; it never rejects
 */
export function composeRenewal(
  environment: Environment,
  { serving, ...others }: RenewalParts,
): (() => Promise<void>) | undefined {
  if (!isOfSnapshot(environment)) return undefined;
  // Loaded now, so that it is in the snapshot.
  const loading = Promise.all([import('./renew-after-restore.ts'), serving]);
  loading.catch(() => undefined); // the first request says why
  return () =>
    loading.then(
      ([{ renewAfterRestore }, { records }]) => {
        renewAfterRestore({ ...others, records });
      },
      () => undefined,
    );
}
