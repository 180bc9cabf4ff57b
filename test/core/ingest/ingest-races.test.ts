import { describe, expect, it } from '@jest/globals';
import { ingestVersion, type IngestDeps } from '../../../layers/maas/core/ingest/ingest-version.ts';
import { deleteVersion } from '../../../layers/maas/core/registry/delete-version.ts';
import {
  REPORT,
  registry,
  deps,
  submit,
  listFiles,
  getTarget,
  useIngest,
} from '../../support/ingested-versions.ts';

useIngest();

describe('ingestVersion', () => {
  it('never turns an alias back when a newer version was faster', async () => {
    await submit({ alias: 'live' });
    await submit({ alias: 'live' });
    await ingestVersion('m', 2, deps);
    await ingestVersion('m', 1, deps);
    expect(await getTarget()).toBe(2);
    expect(await registry.getVersion('m', 1)).toMatchObject({
      status: 'READY',
      aliasMovedAt: expect.any(String),
    });
  });

  it('does nothing more when it is called again after the end', async () => {
    await submit({ alias: 'live' });
    await ingestVersion('m', 1, deps);
    const before = await registry.getVersion('m', 1);
    await ingestVersion('m', 1, deps);
    expect(await registry.getVersion('m', 1)).toEqual(before);
  });

  it('gives one outcome when two of it work at the same time', async () => {
    await submit({ alias: 'live' });
    await Promise.all([ingestVersion('m', 1, deps), ingestVersion('m', 1, deps)]);
    expect(await registry.getVersion('m', 1)).toMatchObject({ status: 'READY', ingestAttempts: 2 });
    expect(listFiles()).toHaveLength(2);
    expect(await getTarget()).toBe(1);
  });

  it('keeps READY when a second one finds the uploads gone', async () => {
    await submit();
    const slow: IngestDeps = {
      ...deps,
      workspace: {
        open: async () => {
          await ingestVersion('m', 1, deps);
          return deps.workspace.open();
        },
      },
    };
    await ingestVersion('m', 1, slow);
    expect(await registry.getVersion('m', 1)).toMatchObject({ status: 'READY' });
  });

  it('removes what it wrote when the version was deleted meanwhile', async () => {
    await submit();
    await ingestVersion('m', 1, {
      ...deps,
      probe: {
        probe: async () => {
          await deleteVersion(registry, 'm', 1);
          return REPORT;
        },
      },
    });
    expect(await registry.getVersion('m', 1)).toMatchObject({ status: 'DELETED' });
    expect(listFiles()).toEqual([]);
  });

  it('ends the probe, and leaves nothing, when the version is deleted while it runs', async () => {
    await submit();
    await ingestVersion('m', 1, {
      ...deps,
      probe: {
        probe: async (_job, signal) => {
          const ended = new Promise<never>((_resolve, reject) =>
            signal?.addEventListener('abort', () => {
              reject(signal.reason as Error);
            }),
          );
          await deleteVersion(registry, 'm', 1);
          return ended;
        },
      },
    });
    expect(await registry.getVersion('m', 1)).toMatchObject({ status: 'DELETED' });
    expect(listFiles()).toEqual([]);
  });

  it('does not end the probe when the store cannot say for a moment whether the version is still there', async () => {
    await submit();
    const getVersion = registry.getVersion.bind(registry);
    let refusals = 0;
    registry.getVersion = (...args) =>
      ++refusals <= 3 ? Promise.reject(new Error('The store is away.')) : getVersion(...args);
    await ingestVersion('m', 1, {
      ...deps,
      probe: {
        probe: async () => {
          while (refusals < 4) await new Promise(setImmediate);
          return REPORT;
        },
      },
    });
    expect(await getVersion('m', 1)).toMatchObject({ status: 'READY' });
  });
});
