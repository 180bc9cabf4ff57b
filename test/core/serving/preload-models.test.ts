import { describe, expect, it } from '@jest/globals';
import type { ReadyVersion } from '../../../layers/maas/core/registry/records.ts';
import { preloadModels } from '../../../layers/maas/core/serving/preload-models.ts';
import { readRecords } from '../../../layers/maas/core/serving/registry-records.ts';
import type {
  AcquiredSession,
  LoadTimes,
} from '../../../layers/maas/core/serving/session-cache.ts';
import { SILENT } from '../../support/ingest.ts';
import { createRegistry } from './versions.ts';

const LOAD: LoadTimes = { totalMs: 3, downloadMs: 2, createMs: 1 };

interface Preloaded {
  /** In their order; those that were let go of have a mark. */
  readonly loaded: readonly string[];
  readonly warnings: readonly unknown[];
}

async function preload(
  models: readonly string[],
  routes: readonly { version: number; weight: number }[],
): Promise<Preloaded> {
  const registry = await createRegistry({ m: ['READY', 'READY'], other: ['READY'] });
  await registry.updateModel('m', (record) => ({
    ...record,
    aliases: { live: { routes: [...routes], updatedAt: registry.nowText() } },
  }));
  const loaded: string[] = [];
  const warnings: unknown[] = [];
  const name = ({ model, version }: ReadyVersion): string => `${model}/${version}`;
  await preloadModels(models, {
    records: readRecords(registry),
    sessions: {
      acquire: (version) =>
        Promise.resolve({
          load: LOAD,
          done: () => loaded.push(name(version)),
        } as unknown as AcquiredSession),
      mayWarm: () => true,
      warm: (version) => {
        loaded.push(`${name(version)}, where there is room`);
        return Promise.resolve(LOAD);
      },
    },
    openMarks: () =>
      Promise.resolve({ begin: () => Promise.resolve(true), end: () => Promise.resolve() }),
    logger: { ...SILENT, warn: (_text, fields) => warnings.push(fields?.model) },
  });
  return { loaded, warnings };
}

describe('what is loaded before the first call', () => {
  it('is the version that an alias calls', async () => {
    const { loaded } = await preload(['m'], [{ version: 2, weight: 100 }]);
    expect(loaded).toEqual(['m/2']);
  });

  it('is, of a split, the one with the most traffic, and then the other', async () => {
    const routes = [
      { version: 1, weight: 10 },
      { version: 2, weight: 90 },
    ];
    const { loaded } = await preload(['m'], routes);
    expect(loaded).toEqual(['m/2', 'm/1, where there is room']);
  });

  it('is the others where there is no such model, which is said', async () => {
    const preloaded = await preload(['none', 'm'], [{ version: 1, weight: 100 }]);
    expect(preloaded).toEqual({ loaded: ['m/1'], warnings: ['none'] });
  });
});
