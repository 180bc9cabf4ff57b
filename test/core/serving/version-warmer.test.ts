import { describe, expect, it } from '@jest/globals';
import { ModelLoadError } from '../../../layers/maas/core/errors.ts';
import type { PredictionFacts } from '../../../layers/maas/core/monitoring/observe-prediction.ts';
import { StageTimes } from '../../../layers/maas/core/monitoring/stage-times.ts';
import { readRecords } from '../../../layers/maas/core/serving/registry-records.ts';
import type { LoadMarks } from '../../../layers/maas/core/ports/load-marks.ts';
import type { LoadTimes } from '../../../layers/maas/core/serving/session-cache.ts';
import { VersionWarmer } from '../../../layers/maas/core/serving/version-warmer.ts';
import { SILENT } from '../../support/ingest.ts';
import { poll } from '../../support/poll.ts';
import { createRegistry } from './versions.ts';

const LOAD: LoadTimes = { totalMs: 3, downloadMs: 2, createMs: 1 };
const LONG_MS = 60_000;

/** A prediction that version 1 has answered, whose alias may call these. */
const answered = (...versions: number[]): PredictionFacts => ({
  ...{ id: 'p', stages: new StageTimes(), model: 'm', version: 1 },
  alias: { name: 'live', versions },
});

/** The marks of a machine's instances, of which one may die. */
class MemoryLoadMarks implements LoadMarks {
  readonly #begun = new Set<string>();

  begin(name: string): Promise<boolean> {
    const isNew = !this.#begun.has(name);
    this.#begun.add(name);
    return Promise.resolve(isNew);
  }

  end(name: string): Promise<void> {
    this.#begun.delete(name);
    return Promise.resolve();
  }
}

async function createWarmer(
  warm: (version: number) => Promise<LoadTimes | undefined>,
  marks: LoadMarks = new MemoryLoadMarks(),
) {
  const registry = await createRegistry({ m: ['READY', 'READY', 'READY', 'DELETED'] });
  const asked: number[] = [];
  const warmer = new VersionWarmer({
    records: readRecords(registry),
    sessions: {
      mayWarm: () => true,
      warm: ({ version }) => {
        asked.push(version);
        return warm(version);
      },
    },
    openMarks: () => Promise.resolve(marks),
    logger: SILENT,
  });
  return { warmer, asked };
}

describe('what is loaded when an answer has gone out', () => {
  it('is what the alias may call next, one version an answer', async () => {
    const loaded = new Set<number>();
    const { warmer, asked } = await createWarmer((version) => {
      const isThere = loaded.has(version);
      loaded.add(version);
      return Promise.resolve(isThere ? undefined : LOAD);
    });
    await warmer.warmNext(answered(1, 2, 3), LONG_MS);
    expect(asked).toEqual([2]);
    await warmer.warmNext(answered(1, 2, 3), LONG_MS);
    expect(asked).toEqual([2, 2, 3]);
  });

  it('is nothing where an alias has one version, or a version was called by its number', async () => {
    const { warmer, asked } = await createWarmer(() => Promise.resolve(LOAD));
    await warmer.warmNext(answered(1), LONG_MS);
    await warmer.warmNext({ ...answered(), alias: undefined }, LONG_MS);
    expect(asked).toEqual([]);
  });

  it('is nothing when the function may be ended before it is loaded', async () => {
    const { warmer, asked } = await createWarmer(() => Promise.resolve(LOAD));
    await warmer.warmNext(answered(1, 2), 4999);
    expect(asked).toEqual([]);
  });

  it('is nothing more while something is being loaded', async () => {
    const { promise, resolve } = Promise.withResolvers<LoadTimes>();
    const { warmer, asked } = await createWarmer(() => promise);
    const first = warmer.warmNext(answered(1, 2), LONG_MS);
    await warmer.warmNext(answered(1, 2), LONG_MS);
    resolve(LOAD);
    await first;
    expect(asked).toEqual([2]);
  });

  it('is no version whose load ended another instance, and the next one in its place', async () => {
    const marks = new MemoryLoadMarks();
    const dying = await createWarmer(() => new Promise(() => undefined), marks);
    void dying.warmer.warmNext(answered(1, 2), LONG_MS);
    await poll('the load has begun', () => dying.asked.length > 0);
    const { warmer, asked } = await createWarmer(() => Promise.resolve(LOAD), marks);
    await warmer.warmNext(answered(1, 2, 3), LONG_MS);
    expect(asked).toEqual([3]);
  });

  it('is loaded by the next instance when the first one has it', async () => {
    const marks = new MemoryLoadMarks();
    for (let instance = 0; instance < 2; instance++) {
      const { warmer, asked } = await createWarmer(() => Promise.resolve(LOAD), marks);
      await warmer.warmNext(answered(1, 2), LONG_MS);
      expect(asked).toEqual([2]);
    }
  });

  it('is tried once where it fails, and leaves out what is not READY', async () => {
    const { warmer, asked } = await createWarmer(() => Promise.reject(new ModelLoadError('no')));
    await warmer.warmNext(answered(1, 2, 4), LONG_MS);
    await warmer.warmNext(answered(1, 2, 4), LONG_MS);
    expect(asked).toEqual([2]);
  });
});
