import { describe, expect, it } from '@jest/globals';
import { ModelLoadError } from '../../../layers/maas/core/errors.ts';
import type { ReadyVersion } from '../../../layers/maas/core/registry/records.ts';
import type { MemoryLimit } from '../../../layers/maas/core/memory-limit.ts';
import { SessionCache } from '../../../layers/maas/core/serving/session-cache.ts';
import { SILENT } from '../../support/ingest.ts';
import { BUNDLE } from './versions.ts';

const BUDGET = 100;

/** A version whose validation took so many bytes. */
function versionOf(model: string, peakMemoryBytes: number): ReadyVersion {
  return {
    model,
    version: 1,
    createdAt: '2026-11-25T00:00:00Z',
    bundle: BUNDLE,
    validation: { loadMs: 1, peakMemoryBytes, samplesPassed: 0, notes: [] },
  };
}

/** A cache that writes down what it loads and releases. */
function createCache(
  fail: () => boolean = () => false,
  limit?: MemoryLimit,
): {
  cache: SessionCache;
  log: string[];
  use: (version: ReadyVersion) => Promise<void>;
} {
  const log: string[] = [];
  const cache = new SessionCache(
    {
      runtime: {
        build: 'this one',
        load: async (path) => {
          const model = path.replace(/-.*/, '');
          if (fail()) throw new ModelLoadError('no');
          log.push(`load ${model}`);
          return {
            signature: BUNDLE.signature,
            run: async () => ({}),
            release: async () => {
              log.push(`release ${model}`);
            },
          };
        },
      },
      bundles: {
        fetch: async ({ id }) => ({ path: id, readText: async () => '', release: () => undefined }),
      },
      clock: { monotonicMs: () => 0 },
      logger: SILENT,
      ...(limit ? { limit } : {}),
    },
    BUDGET,
  );
  const use = async (version: ReadyVersion): Promise<void> => {
    (await cache.acquire(version)).done();
  };
  return { cache, log, use };
}

describe('SessionCache', () => {
  it('releases the least recently used when what it holds is above the budget', async () => {
    const { log, use } = createCache();
    for (const version of [
      versionOf('a', 40),
      versionOf('b', 40),
      versionOf('a', 40),
      versionOf('c', 40),
    ]) {
      await use(version);
    }
    expect(log).toEqual(['load a', 'load b', 'release b', 'load c']);
  });

  it('keeps a session that alone is above the budget, until another one is asked for', async () => {
    const { log, use } = createCache();
    for (let request = 0; request < 3; request++) await use(versionOf('large', 1000));
    expect(log).toEqual(['load large']);
    await use(versionOf('a', 40));
    expect(log).toEqual(['load large', 'release large', 'load a']);
  });

  it('loads ahead what fits beside all that is in memory, and nothing else', async () => {
    const { cache, log, use } = createCache();
    await use(versionOf('a', 60));
    expect(await cache.warm(versionOf('large', 50))).toBeUndefined();
    expect(await cache.warm(versionOf('b', 40))).toEqual({
      totalMs: 0,
      downloadMs: 0,
      createMs: 0,
    });
    expect(await cache.warm(versionOf('b', 40))).toBeUndefined();
    expect((await cache.acquire(versionOf('b', 40))).load).toBeUndefined();
    expect(log).toEqual(['load a', 'load b']);
  });

  it('releases none that is in use, and the first that is done when it is too much', async () => {
    const { cache, log } = createCache();
    const a = await cache.acquire(versionOf('a', 80));
    const b = await cache.acquire(versionOf('b', 80));
    expect(log).toEqual(['load a', 'load b']);
    b.done();
    await Promise.resolve();
    expect(log).toEqual(['load a', 'load b', 'release b']);
    a.done();
    await Promise.resolve();
    expect(log).toHaveLength(3);
  });

  it('loads once for all who ask at the same time, and again when that failed', async () => {
    const failures = [true];
    const { cache, log, use } = createCache(() => failures.pop() ?? false);
    const version = versionOf('a', 40);
    expect(
      (await Promise.allSettled([cache.acquire(version), cache.acquire(version)])).map(
        ({ status }) => status,
      ),
    ).toEqual(['rejected', 'rejected']);
    await Promise.all([use(version), use(version), use(version)]);
    expect(log).toEqual(['load a']);
  });

  it('refuses a version that no longer fits, with the figures, before it is fetched', async () => {
    const MIB = 1024 * 1024;
    const { log, use } = createCache(undefined, {
      sizeBytes: 100 * MIB,
      reason: 'predict has less',
    });
    const large = versionOf('large', 1);
    const validation = { ...large.validation, ownMemoryBytes: 101 * MIB };
    await expect(
      use({ ...large, validation: validation as ReadyVersion['validation'] }),
    ).rejects.toThrow(
      "Version 1 of model 'large' took 101 MB of memory when it was validated, and the limit " +
        'is 100 MB: predict has less.',
    );
    expect(log).toEqual([]);
  });

  it('serves a version of an earlier release, which does not say what it took', async () => {
    const { log, use } = createCache(undefined, { sizeBytes: 1, reason: 'predict has less' });
    await use(versionOf('old', 1));
    expect(log).toEqual(['load old']);
  });
});

describe('an optimised model', () => {
  it.each([
    ['this one', ['a.txt', 'optimized.onnx'], 'optimized.onnx'],
    ['another one', ['model.onnx', 'a.txt'], 'model.onnx'],
  ])('is opened when the runtime is the one that it is for: %s', async (build, files, entry) => {
    const seen: unknown[] = [];
    const session = {
      signature: BUNDLE.signature,
      run: async () => ({}),
      release: async () => undefined,
    };
    const cache = new SessionCache(
      {
        runtime: {
          build: 'this one',
          load: async (...given) => {
            seen.push(given);
            return session;
          },
        },
        bundles: {
          fetch: async (bundle) => {
            seen.push(bundle.files.map(({ path }) => path));
            return { path: 'folder', readText: async () => '', release: () => undefined };
          },
        },
        clock: { monotonicMs: () => 0 },
        logger: SILENT,
      },
      BUDGET,
    );
    const rest = { bytes: 2, sha256: '' };
    const bundle = {
      ...BUNDLE,
      isParallel: true as const,
      files: ['model.onnx', 'a.txt'].map((path) => ({ path, ...rest })),
      optimized: { path: 'optimized.onnx', bytes: 9, sha256: '', build, leaves: ['model.onnx'] },
    };
    (await cache.acquire({ ...versionOf('a', 1), bundle })).done();
    // Whether its weights are arranged anew is decided by the model's own size, to the same bits.
    expect(seen).toEqual([files, [`folder/${entry}`, { servedBytes: 4, isParallel: true }]]);
  });
});
