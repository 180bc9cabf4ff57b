import { isOfSnapshot } from './initialization-type.ts';
import type { RestoredParts } from './renew-after-restore.ts';
import type { Environment } from './settings-reader.ts';

export interface RenewalParts extends Omit<RestoredParts, 'records'> {
  readonly serving: Promise<Pick<RestoredParts, 'records'>>;
}

/**
 * What is to be done before the first request of a process that is restored from a snapshot: between
 * its restore and that request Node's runtime client runs nothing of ours, and before the snapshot
 * no request is served.
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
