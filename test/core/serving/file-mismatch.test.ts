import { describe, expect, it } from '@jest/globals';
import { FileMismatchError, ModelLoadError } from '../../../layers/maas/core/errors.ts';
import { SessionCache } from '../../../layers/maas/core/serving/session-cache.ts';
import { SILENT } from '../../support/ingest.ts';
import { BUNDLE } from './versions.ts';

describe('a version that cannot be fetched', () => {
  it.each<[string, ModelLoadError, string[]]>([
    ['is told of when a file is not what its record says', new FileMismatchError('bytes'), ['m']],
    ['is left alone when anything else fails', new ModelLoadError('no room'), []],
  ])('%s', async (_, error, expected) => {
    const doubted: string[] = [];
    const cache = new SessionCache(
      {
        runtime: { build: 'this one', load: () => Promise.reject(new Error('never called')) },
        bundles: { fetch: () => Promise.reject(error) },
        clock: { monotonicMs: () => 0 },
        logger: SILENT,
        onMismatch: ({ model }) => doubted.push(model),
      },
      1,
    );
    const version = { model: 'm', version: 1, createdAt: '', bundle: BUNDLE };
    await expect(cache.acquire(version)).rejects.toBe(error);
    expect(doubted).toEqual(expected);
  });
});
