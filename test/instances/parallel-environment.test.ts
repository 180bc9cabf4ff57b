import { availableParallelism } from 'node:os';
import { expect, it } from '@jest/globals';
import { parallelEnvironment } from '../../layers/maas/instances/parallel-environment.ts';

it.each([
  [{}, String(Math.min(2, availableParallelism()))],
  [{ MAAS_PARALLEL_THREADS: '3' }, '3'],
  [{ MAAS_THREADS: '4', MAAS_PARALLEL_THREADS: '3' }, '3'],
  [{ MAAS_THREADS: '1' }, undefined],
  [{ MAAS_THREADS: '' }, String(Math.min(2, availableParallelism()))],
])('runs of long models take two threads, unless it is said otherwise: %j', (given, threads) => {
  expect(parallelEnvironment(given).MAAS_PARALLEL_THREADS).toBe(threads);
});
