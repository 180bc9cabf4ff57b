import type { PreloadDeps } from '../core/serving/preload-models.ts';
import { isStartedAhead } from './compose-snapshot.ts';
import type { Settings } from './settings.ts';
import type { Environment } from './settings-reader.ts';

/** Lambda begins a start anew that has taken 10 s on demand. */
const ON_DEMAND_MS = 8000;

/**
 * Loads models while the function starts.
 * @returns what settles when they are in memory, or have taken as long as a start on demand may: they
 *   are loaded on, and their first call waits for the rest. It never rejects.
 */
export async function composePreload(
  { preload }: Pick<Settings, 'preload'>,
  environment: Environment,
  parts: Promise<PreloadDeps>,
): Promise<void> {
  if (preload.length === 0) return;
  const loading = load(preload, parts).catch(() => undefined); // the first request says why
  await (isStartedAhead(environment) ? loading : Promise.race([loading, wait(ON_DEMAND_MS)]));
}

async function load(preload: readonly string[], parts: Promise<PreloadDeps>): Promise<void> {
  const { preloadModels } = await import('../core/serving/preload-models.ts');
  await preloadModels(preload, await parts);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
