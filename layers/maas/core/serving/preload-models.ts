import type { Logger } from '../ports/logger.ts';
import { modelKey } from '../registry/keys.ts';
import type { ModelRecord } from '../registry/records.ts';
import { resolveVersion } from './resolve-version.ts';
import { findCalledAlias } from './serve.ts';
import type { SessionCache } from './session-cache.ts';
import { VersionWarmer, type WarmDeps } from './version-warmer.ts';

export interface PreloadDeps extends WarmDeps {
  readonly sessions: Pick<SessionCache, 'acquire' | 'mayWarm' | 'warm'>;
  readonly logger: Pick<Logger, 'debug' | 'info' | 'warn'>;
}

/**
 * Loads what the alias `live` of each model calls before anybody has called it: the version with
 * the most traffic, and beside it the other of a split or the candidate of a roll-out, where there
 * is room. It throws nothing: what cannot be loaded ahead, its first call loads, or says why not.
 */
export async function preloadModels(models: readonly string[], deps: PreloadDeps): Promise<void> {
  for (const model of models) {
    try {
      await preload(model, deps);
    } catch (error) {
      deps.logger.warn('A model could not be loaded ahead; its first call will try again.', {
        model,
        error,
      });
    }
  }
}

async function preload(model: string, deps: PreloadDeps): Promise<void> {
  const { records, sessions, logger } = deps;
  const found = await resolveVersion(records, model);
  const { load, done } = await sessions.acquire(found);
  done();
  const { version } = found;
  logger.info('A version was loaded before its first call.', { model, version, ...load });
  const owner = await records.find<ModelRecord>(modelKey(model));
  const alias = findCalledAlias(owner?.aliases ?? {}, undefined);
  await new VersionWarmer(deps).warmNext({ model, version, alias }, Infinity);
}
