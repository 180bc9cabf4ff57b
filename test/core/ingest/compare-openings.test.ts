import { describe, expect, it } from '@jest/globals';
import {
  compareOpenings,
  type OpenModel,
} from '../../../layers/maas/core/ingest/compare-openings.ts';
import type { Tensors } from '../../../layers/maas/core/tensor.ts';

const INPUTS = toTensors(1);

/** A model that takes so long, by a clock that nothing else moves, and answers this. */
function createModels(): {
  readonly clock: { monotonicMs: () => number };
  readonly opened: string[];
  readonly model: (name: string, runMs: number, answer?: number) => OpenModel;
} {
  let nowMs = 0;
  const opened: string[] = [];
  return {
    clock: { monotonicMs: () => nowMs },
    opened,
    model:
      (name, runMs, answer = 1) =>
      () => {
        opened.push(name);
        return Promise.resolve({
          signature: { inputs: [], outputs: [{ name: 'y', datatype: 'FP32', shape: [1] }] },
          run: () => {
            nowMs += runMs;
            return Promise.resolve(toTensors(answer));
          },
          release: () => Promise.resolve(),
        });
      },
  };
}

function toTensors(value: number): Tensors {
  return { y: { datatype: 'FP32', shape: [1], data: Float32Array.of(value) } };
}

describe('a model that is opened with several threads', () => {
  it('takes them where its runs are long, and they are sooner with the same bits', async () => {
    const { clock, model } = createModels();
    const forms = {
      plain: model('plain', 10),
      optimized: model('optimized', 10),
      parallel: model('parallel', 6),
    };
    const report = await compareOpenings(forms, INPUTS, { clock, budgetMs: 0 });
    expect(report).toEqual({
      isSame: true,
      isParallel: true,
      openings: {
        plain: { createMs: 0, firstRunMs: 10, runMs: 10 },
        optimized: { createMs: 0, firstRunMs: 10, runMs: 10 },
        parallel: { createMs: 0, firstRunMs: 6, runMs: 6 },
      },
    });
  });

  it.each([
    ['gives other bits', 6, 1.0000001],
    ['is hardly sooner', 9, 1],
  ])('does not take them when it %s, which is in the record', async (_, runMs, answer) => {
    const { clock, model } = createModels();
    const forms = {
      plain: model('plain', 10),
      optimized: model('optimized', 10),
      parallel: model('parallel', runMs, answer),
    };
    const report = await compareOpenings(forms, INPUTS, { clock, budgetMs: 0 });
    expect(report.isParallel).toBeUndefined();
    expect(report.isSame).toBe(true);
    expect(report.openings?.parallel).toMatchObject({ runMs });
  });

  it('is not opened so when its runs are short, or nothing is known of them', async () => {
    const { clock, model, opened } = createModels();
    const forms = {
      plain: model('plain', 1.9),
      optimized: model('optimized', 1.9),
      parallel: model('parallel', 1),
    };
    for (const inputs of [INPUTS, undefined]) {
      const report = await compareOpenings(forms, inputs, { clock, budgetMs: 0 });
      expect(report.isParallel).toBeUndefined();
      expect(report.openings?.parallel).toBeUndefined();
    }
    expect(opened).not.toContain('parallel');
  });
});
