import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import type { Predicted } from '../../../layers/maas/core/tasks/task/predicted.ts';
import {
  readPrediction,
  signPrediction,
  type PredictionClaims,
} from '../../../layers/maas/core/feedback/prediction-token.ts';

const key = Buffer.alloc(32, 1);
const other = Buffer.alloc(32, 2);
const text = fc.string({ unit: 'binary', maxLength: 20 });

const predicted = fc.oneof(
  fc.array(
    fc.record({ kind: fc.constant('label' as const), label: text }).chain((answer) =>
      fc.oneof(
        fc.constant(answer),
        fc
          .double({ min: 0, max: 1, noNaN: true })
          .map((score) => ({ ...answer, score: score + 0 })),
      ),
    ),
    { maxLength: 5 },
  ),
  fc
    .dictionary(text, text, { minKeys: 1, maxKeys: 4 })
    .map((labels) => [{ kind: 'labels' as const, labels }]),
  fc
    .dictionary(
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
      {
        minKeys: 1,
        maxKeys: 4,
      },
    )
    .map((values) => [{ kind: 'values' as const, values }]),
) as fc.Arbitrary<Predicted[]>;

const claims: fc.Arbitrary<PredictionClaims> = fc.record({
  id: fc.uuid(),
  model: fc.constant('m'),
  version: fc.nat(),
  timeMs: fc.nat(),
  inputs: fc.nat(),
  predicted,
});

describe('a signed prediction', () => {
  it('reads back as it was signed, whatever it says, and only by its key', () => {
    fc.assert(
      fc.property(claims, (given) => {
        const token = signPrediction(given, key);
        expect(JSON.stringify(readPrediction(token, [other, key]))).toBe(JSON.stringify(given));
        expect(readPrediction(token, [other])).toBeUndefined();
      }),
    );
  });

  it('is refused when any character of it differs', () => {
    const token = signPrediction(
      {
        id: 'a-b',
        model: 'm',
        version: 1,
        timeMs: 5,
        inputs: 1,
        predicted: [{ kind: 'label', label: 'x' }],
      },
      key,
    );
    for (let at = 0; at < token.length; at++) {
      const edited = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect(readPrediction(edited, [key])).toBeUndefined();
      expect(readPrediction(token.slice(0, at) + token.slice(at + 1), [key])).toBeUndefined();
    }
  });

  it('is nothing, and no failure, when anything else comes in its place', () => {
    fc.assert(
      fc.property(fc.string(), (token) => {
        expect(readPrediction(token, [key])).toBeUndefined();
      }),
    );
  });

  it('leaves out the answers of the last inputs when they do not fit', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({
      kind: 'label' as const,
      label: `a label of some length, number ${index}`,
      score: 1 / 3,
    }));
    const token = signPrediction(
      { id: 'a', model: 'm', version: 1, timeMs: 5, inputs: 100, predicted: many },
      key,
    );
    const read = readPrediction(token, [key]);
    expect(token.length).toBeLessThanOrEqual(LIMITS.predictionIdLength);
    expect(read?.inputs).toBe(100);
    expect(read?.predicted).toEqual(many.slice(0, read?.predicted.length));
    expect(read?.predicted.length).toBeGreaterThan(10);
  });
});
