import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { KeptRuns } from '../../../layers/maas/core/drift/kept-runs.ts';
import type { Tensor } from '../../../layers/maas/core/tensor.ts';

const BYTES_OF_FP32 = 4;

function numbers(rows: number, width: number): Tensor {
  return { datatype: 'FP32', shape: [rows, width], data: new Float32Array(rows * width).fill(2) };
}

function keep(...runs: readonly Readonly<Record<string, Tensor>>[]): KeptRuns['list'] {
  const kept = new KeptRuns();
  for (const run of runs) kept.take(run);
  return kept.list;
}

describe('what is kept of the runs of a prediction', () => {
  it('is the tensors themselves when they are small', () => {
    const run = { x: numbers(3, 4) };
    expect(keep(run)[0]).toBe(run);
  });

  it('is no more than the first runs', () => {
    const run = { x: numbers(1, 1) };
    expect(keep(...Array<typeof run>(LIMITS.watchedRuns + 3).fill(run))).toHaveLength(
      LIMITS.watchedRuns,
    );
  });

  it('is a copy of the first rows of each input when they are large', () => {
    const width = LIMITS.watchedBytes / BYTES_OF_FP32 / 8;
    const large = numbers(16, width);
    const ids: Tensor = { datatype: 'BYTES', shape: [16], data: Array<string>(16).fill('id') };
    const [kept] = keep({ large, ids });
    expect(kept?.large?.shape).toEqual([7, width]);
    expect(kept?.ids).toEqual({ datatype: 'BYTES', shape: [7], data: Array(7).fill('id') });
    const data = kept?.large?.data as Float32Array;
    expect(data).toHaveLength(7 * width);
    expect(data.buffer.byteLength).toBeLessThan(LIMITS.watchedBytes);
    expect(data.at(-1)).toBe(2);
  });

  it('is nothing when one row is larger than all that is kept', () => {
    expect(keep({ x: numbers(1, LIMITS.watchedBytes / BYTES_OF_FP32 + 1) })).toEqual([]);
  });

  it('is within its bytes whatever the number of runs', () => {
    const run = { x: numbers(4, LIMITS.watchedBytes / BYTES_OF_FP32 / 8) };
    const kept = keep(run, run, run, run);
    const bytes = kept.map(({ x }) => (x?.data as Float32Array).byteLength);
    expect(bytes.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(LIMITS.watchedBytes);
    expect(kept).toHaveLength(2);
  });
});
