import type { VersionRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';

/** Milliseconds between looks whether the validation is still wanted; each reads one record. */
const LOOK_MS = 1000;

export interface WhileValidatingDeps {
  readonly registry: Registry;
  /** Ends early when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Runs a validation as long as its version waits for one: a version that was deleted takes no
 * probe's time from others.
 * @param validate ends, with whatever it likes, when its signal is aborted
 * @returns undefined when the version is VALIDATING no longer
 */
export async function whileValidating<T>(
  { model, version }: Pick<VersionRecord, 'model' | 'version'>,
  { registry, sleep }: WhileValidatingDeps,
  validate: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const [gone, done] = [new AbortController(), new AbortController()];
  const watch = async (): Promise<void> => {
    do await sleep(LOOK_MS, done.signal).catch(() => undefined);
    while (!isAborted(done) && (await isWaiting(registry, model, version)));
    if (!isAborted(done)) gone.abort();
  };
  const watching = watch();
  try {
    return await validate(gone.signal);
  } catch (error) {
    if (gone.signal.aborted) return undefined;
    throw error;
  } finally {
    done.abort();
    await watching;
  }
}

/** A store that fails for a moment is asked again. */
async function isWaiting(registry: Registry, model: string, version: number): Promise<boolean> {
  return registry.getVersion(model, version).then(
    ({ status }) => status === 'VALIDATING',
    () => true,
  );
}

function isAborted({ signal }: AbortController): boolean {
  return signal.aborted;
}
