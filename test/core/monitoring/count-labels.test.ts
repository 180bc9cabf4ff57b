import { expect, it } from '@jest/globals';
import { countLabels } from '../../../layers/maas/core/monitoring/count-labels.ts';
import type { Predicted } from '../../../layers/maas/core/tasks/task/predicted.ts';

const label = (text: string): Predicted => ({ kind: 'label', label: text });

/** Counts each label. */
function count(
  answers: readonly Predicted[],
  labels: readonly (string | number)[] | undefined,
  most = 2,
): Record<string, unknown> {
  const predicted = { inputs: answers.length, answers };
  return Object.fromEntries(
    countLabels({ model: 'm', labels, predicted }, most).map(({ values, dimensions }) => {
      expect(dimensions.Model).toBe('m');
      return [dimensions.Label, values.Labels];
    }),
  );
}

it('counts the first labels on record by their names, and all others as one', () => {
  const answers = ['b', 'a', 'c', 'a', 'd'].map(label);
  expect(count(answers, ['a', 'b', 'c', 'd'])).toEqual({ b: 1, a: 2, other: 2 });
});

it('counts numbers from 0 on by their names where no labels are on record', () => {
  expect(count(['0', '1', '2', 'x', '00', ''].map(label), undefined)).toEqual({
    '0': 1,
    '1': 1,
    other: 4,
  });
});

it('counts each of several labels that was answered as true', () => {
  const answers: Predicted[] = [
    { kind: 'labels', labels: { toxic: '1', rude: '0' } },
    { kind: 'labels', labels: { toxic: '1', rude: '1' } },
  ];
  expect(count(answers, ['toxic', 'rude'])).toEqual({ toxic: 2, rude: 1 });
});

it('counts nothing of numbers, nor where none is wanted, nor of a model that is not known', () => {
  expect(count([{ kind: 'values', values: { value: 1 } }], undefined)).toEqual({});
  expect(count([label('a')], ['a'], 0)).toEqual({});
  expect(countLabels({ predicted: { inputs: 1, answers: [label('a')] } }, 2)).toEqual([]);
});

it('has at most one metric more than there are names, whatever is answered', () => {
  const answers = Array.from({ length: 100 }, (_, index) => label(String(index)));
  expect(Object.keys(count(answers, undefined, 10))).toHaveLength(11);
});
