import { describe, expect, it } from '@jest/globals';
import { OTHER, SketchBuilder, type Sketch } from '../../../layers/maas/core/drift/sketch.ts';
import { countAnswers, toAnswerBins } from '../../../layers/maas/core/drift/answer-bins.ts';

function sketch(labels: Readonly<Record<string, number>>, values: readonly number[] = []): Sketch {
  const builder = new SketchBuilder();
  for (const [label, count] of Object.entries(labels)) {
    for (let index = 0; index < count; index++) builder.addLabel('output.label', label);
  }
  for (const value of values) builder.addNumber('output.price', value);
  return builder.toSketch();
}

const hundred = Array.from({ length: 100 }, (_, index) => index - 50);

describe('the bins of answers', () => {
  it('are the most frequent labels and all others together', () => {
    const labels = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`l${n}`, 12 - n]));
    const bins = toAnswerBins(sketch(labels));
    expect(bins).toHaveLength(10);
    expect(bins[0]).toEqual({
      ...{ name: 'output.label l0', feature: 'output.label', label: 'l0' },
      share: 12 / 78,
    });
    expect(bins[9]?.label).toBe(OTHER);
    expect(bins.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1);
  });

  it('are tenths of values, that hold every number once, and a bin for what is none', () => {
    const bins = toAnswerBins(sketch({}, hundred));
    expect(bins.length).toBeGreaterThan(5);
    const counted = countAnswers(bins, sketch({}, [-1e9, -50, 0, 0.5, 49, 1e9, NaN]));
    expect(counted.reduce((total, { count }) => total + count, 0)).toBe(7);
    expect(counted.at(-1)).toEqual({ count: 1, of: 7 });
    expect(counted[0]?.count).toBe(2);
  });

  it('count a label that the baseline never gave among the others', () => {
    const bins = toAnswerBins(sketch({ yes: 60, no: 40 }));
    expect(countAnswers(bins, sketch({ yes: 1, maybe: 3 })).map(({ count }) => count)).toEqual([
      1, 0, 3,
    ]);
  });

  it('leave out what was asked, and scores', () => {
    const builder = new SketchBuilder();
    builder.addNumber('input.age', 3);
    builder.addNumber('output.score', 0.5);
    expect(toAnswerBins(builder.toSketch())).toEqual([]);
  });

  it('have names that tell a reader what is in them', () => {
    const names = toAnswerBins(sketch({ churn: 1 }, [-2, 3, 12.5])).map(({ name }) => name);
    expect(names).toEqual([
      'output.label churn',
      'output.label (other)',
      'output.price below 3',
      'output.price from 3 to 12.5',
      'output.price from 12.5 on',
      'output.price missing',
    ]);
    expect(toAnswerBins(sketch({}, [7])).map(({ name }) => name)).toEqual([
      'output.price',
      'output.price missing',
    ]);
  });
});
