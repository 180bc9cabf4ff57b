import { expect, it } from '@jest/globals';
import { toMemoryLimit } from '../../layers/maas/compose/memory-limit.ts';

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
    const limit = toMemoryLimit({ predictMemoryMb, probeMemoryMb });
    expect(limit).toEqual({ sizeBytes: limitMb * MIB, reason: expect.stringMatching(reason) });
  },
);
