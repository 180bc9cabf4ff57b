import { describe, expect, it } from '@jest/globals';
import {
  toMemoryLimit,
  toServingLimit,
  toSessionBudget,
} from '../../layers/maas/compose/memory-limit.ts';

const MIB = 1024 * 1024;

it.each([
  [
    'predict has less than ingest',
    1769,
    2496,
    1641,
    /predict, which would serve it, has 1769 MB, of which 128 are for its calls.*predictMemoryMb.*--predict-memory/,
  ],
  ['ingest has less than predict', 4096, 1536, 1536, /ingest has no more.*ingestMemoryMb/],
  ['both have the same', 2624, 2496, 2496, /predict, which would serve it, has 2624 MB/],
  ['predict is hardly larger than its reserve', 128, 2496, 64, /predict, which would serve it/],
])(
  'a model may take what will serve it when %s',
  (_, predictMemoryMb, probeMemoryMb, limitMb, reason) => {
    const limit = toMemoryLimit({ predictMemoryMb, probeMemoryMb, hasEndpoint: false });
    expect(limit).toEqual({ sizeBytes: limitMb * MIB, reason: expect.stringMatching(reason) });
  },
);

describe('what is said of an endpoint of its own', () => {
  const serving = { predictMemoryMb: 4096, hasEndpoint: true };

  it('names its own prop, where one version is too large for it', () => {
    const reason =
      "the model's endpoint, which would serve it, has 4096 MB, of which 128 are for its calls. " +
      "Make the model smaller, or the model's endpoint larger: memorySize of addEndpoint";
    expect(toServingLimit(serving)).toEqual({ sizeBytes: 3968 * MIB, reason });
    expect(toMemoryLimit({ ...serving, probeMemoryMb: 4608 })).toMatchObject({ reason });
  });

  it('names its own prop, where versions are too large together', () => {
    expect(toSessionBudget(serving)).toEqual({
      sizeBytes: 3584 * MIB,
      owner: "the model's endpoint",
      remedy: 'memorySize of addEndpoint',
    });
    expect(toSessionBudget({ ...serving, hasEndpoint: false }).remedy).toMatch(/^predictMemoryMb/);
  });
});
