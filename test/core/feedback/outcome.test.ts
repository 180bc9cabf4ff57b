import { describe, expect, it } from '@jest/globals';
import { isRight, toOutcome, type Truth } from '../../../layers/maas/core/feedback/outcome.ts';
import {
  isSameOutcome,
  outcomeKey,
  parseOutcomeKey,
} from '../../../layers/maas/core/feedback/outcome-key.ts';
import type { Predicted } from '../../../layers/maas/core/tasks/task/predicted.ts';

const claims = { version: 3, timeMs: 1000 };
const LABEL: Predicted = { kind: 'label', label: '1', score: 0.7 };
const TAGS: Predicted = { kind: 'labels', labels: { rude: '0', toxic: '1' } };
const CLASSES: Predicted = { kind: 'labels', labels: { colour: 'red', size: '2' } };
const VALUE: Predicted = { kind: 'values', values: { value: 1.5 } };
const VALUES: Predicted = { kind: 'values', values: { x: 1, y: 2 } };

describe('a truth', () => {
  it.each<[string, Predicted, Truth, boolean]>([
    ['a label is equal', LABEL, '1', true],
    ['a label is a number', LABEL, 1, true],
    ['a label is another', LABEL, '2', false],
    ['all tags that are true are listed', TAGS, ['toxic'], true],
    ['a tag more is true', TAGS, ['toxic', 'rude'], false],
    ['no tag is true', TAGS, [], false],
    ['tags are an object of flags', TAGS, { toxic: true, rude: false }, true],
    ['only one tag is told', TAGS, { rude: true }, false],
    ['labels have values', CLASSES, { colour: 'red', size: 2 }, true],
    ['one of them differs', CLASSES, { colour: 'red', size: 3 }, false],
  ])('is compared when %s', (_, predicted, truth, right) => {
    expect(isRight(toOutcome(claims, predicted, truth))).toBe(right);
  });

  it('keeps numbers beside each other when the answer was numbers', () => {
    expect(toOutcome(claims, VALUE, 2).pairs).toEqual([['value', 1.5, 2]]);
    expect(toOutcome(claims, VALUES, { y: 5, x: 1 }).pairs).toEqual([
      ['y', 2, 5],
      ['x', 1, 1],
    ]);
  });

  it.each<[string, Predicted, Truth, RegExp]>([
    ['a label is a list', LABEL, ['1'], /is one label/],
    ['a list names no tag of the answer', TAGS, ['nice'], /names labels of the answer/],
    ['an object names no tag of the answer', TAGS, { nice: 1 }, /names labels of the answer/],
    ['an object is empty', TAGS, {}, /says something of "rude", "toxic"/],
    ['several labels are one text', TAGS, 'toxic', /is a list of the labels that are true/],
    ['a number is a text', VALUE, '2', /is a number/],
    ['several numbers are one', VALUES, 2, /an object with a number for each of "x", "y"/],
    ['a value is unknown', VALUES, { z: 1 }, /names values of the answer/],
    ['a value is not a number', VALUES, { x: 'one' }, /has a number for "x"; got "one"/],
  ])('is refused with what it should be when %s', (_, predicted, truth, reason) => {
    expect(() => toOutcome(claims, predicted, truth)).toThrow(reason);
  });

  it('is told from another when both are longer than what is kept', () => {
    const long = 'x'.repeat(100);
    expect(isRight(toOutcome(claims, { kind: 'label', label: `${long}a` }, `${long}b`))).toBe(
      false,
    );
    expect(isRight(toOutcome(claims, { kind: 'label', label: `${long}a` }, `${long}a`))).toBe(true);
  });
});

describe("an outcome's key", () => {
  const name = { model: 'M', id: 'b-c', index: 7, sentAtMs: 1_800_000_000_000 };

  it.each([LABEL, TAGS, CLASSES, VALUE, VALUES])(
    'reads back as it was written: %j',
    (predicted) => {
      const truth = { label: 'x', labels: [], values: { value: 1, x: 1 } }[predicted.kind] as Truth;
      const fitting = predicted === VALUE ? 4 : predicted === VALUES ? { x: 1 } : truth;
      const outcome = toOutcome(claims, predicted, fitting);
      const key = outcomeKey(name, outcome);
      expect(key).toMatch(/^feedback\/outcomes\/m\/1800000000000-b-c-7\/[\w-]+$/);
      expect(parseOutcomeKey('M', key)).toEqual({ ...name, outcome });
      expect(isSameOutcome(key, outcomeKey({ ...name, sentAtMs: 1 }, outcome))).toBe(true);
    },
  );

  it('is refused when there are more labels than it holds', () => {
    const labels = Object.fromEntries(Array.from({ length: 60 }, (_, tag) => [`tag-${tag}`, '0']));
    const outcome = toOutcome(claims, { kind: 'labels', labels }, []);
    expect(() => outcomeKey(name, outcome)).toThrow(
      /names 60 labels or values, more than are kept/,
    );
  });
});
