import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AlarmRegistry } from '../../layers/maas/core/ports/alarm-registry.ts';

/** One registry, and what stands in it by now. */
export interface AlarmRegistryCase {
  readonly registry: AlarmRegistry;
  /** The limits of a model's own alarms, by their rules. */
  readonly read: (model: string) => Promise<Readonly<Record<string, number>>>;
}

/** Describes every `AlarmRegistry`, run on each. */
export function describeAlarmRegistry(name: string, open: () => Promise<AlarmRegistryCase>): void {
  describe(`AlarmRegistry: ${name}`, () => {
    let registry: AlarmRegistry;
    let read: AlarmRegistryCase['read'];
    beforeEach(async () => {
      ({ registry, read } = await open());
    });

    it('has an alarm for each limit that a model sets', async () => {
      await registry.replace('m', {
        latencyP99Ms: 200,
        errorRatePercent: 0.5,
        minAccuracyPercent: 90,
        runbookUrl: 'https://wiki.example/m',
      });
      expect(await read('m')).toEqual({
        OwnLatency: 200,
        OwnErrorRate: 0.5,
        OwnAccuracy: 90,
      });
    });

    it('has none for a model that sets none', async () => {
      await registry.replace('m', { runbookUrl: 'https://wiki.example/m' });
      expect(await read('m')).toEqual({});
    });

    it('changes those that are there, and takes away what is not asked for any more', async () => {
      await registry.replace('m', { latencyP99Ms: 200, errorRatePercent: 1 });
      await registry.replace('m', { latencyP99Ms: 300 });
      expect(await read('m')).toEqual({ OwnLatency: 300 });
      await registry.replace('m', {});
      expect(await read('m')).toEqual({});
    });

    it('changes nothing when it is repeated', async () => {
      for (let i = 0; i < 3; i++) await registry.replace('m', { minAccuracyPercent: 80 });
      expect(await read('m')).toEqual({ OwnAccuracy: 80 });
      for (let i = 0; i < 3; i++) await registry.replace('m', {});
      expect(await read('m')).toEqual({});
    });

    it('keeps models apart, also those whose names begin alike', async () => {
      await registry.replace('m', { latencyP99Ms: 200 });
      await registry.replace('m-2', { latencyP99Ms: 300 });
      await registry.replace('M.3_x', { latencyP99Ms: 400 });
      await registry.replace('m', {});
      expect(await read('m')).toEqual({});
      expect(await read('m-2')).toEqual({ OwnLatency: 300 });
      expect(await read('M.3_x')).toEqual({ OwnLatency: 400 });
    });
  });
}
