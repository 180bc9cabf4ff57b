import { describe, expect, it } from '@jest/globals';
import { drawKept } from '../../../layers/maas/core/capture/draw-kept.ts';
import type { CalledAlias } from '../../../layers/maas/core/monitoring/observe-prediction.ts';

const captures = { write: () => Promise.resolve() };
const shadows = { send: () => Promise.resolve() };
const shadowed = (percent: number): CalledAlias => ({
  name: 'live',
  versions: [1],
  shadow: { version: 2, percent, tolerance: 0 },
});

describe('what is kept of a prediction until its answer has gone out', () => {
  it('is nothing when lines can be kept nowhere, and no shadow runs', () => {
    const deps = {
      captures: undefined,
      captureDefaults: { percent: 100 },
      shadows: undefined,
      random: () => 0,
    };
    expect(drawKept(deps, { capture: { percent: 100 } }, shadowed(100))).toEqual({
      exchange: false,
      runs: false,
      answer: false,
    });
  });

  it.each([
    [undefined, 0, false],
    [0, 0, false],
    [25, 0.249, true],
    [25, 0.25, false],
    [100, 0.999, true],
  ])('has the answer for a shadow of %p %% when %d is drawn', (percent, drawn, answer) => {
    const deps = { captures, captureDefaults: { percent: 0 }, shadows, random: () => drawn };
    const alias = percent === undefined ? undefined : shadowed(percent);
    expect(drawKept(deps, {}, alias)).toEqual({ exchange: false, runs: true, answer });
  });

  it.each([
    [0, undefined, 0, false],
    [100, undefined, 0.999, true],
    [100, 0, 0, false],
    [0, 25, 0.249, true],
    [0, 25, 0.25, false],
  ])(
    'has what is captured: of the service %d %%, of the model %p, drawn %d',
    (percent, own, drawn, exchange) => {
      const deps = { captures, captureDefaults: { percent }, shadows, random: () => drawn };
      const settings = own === undefined ? {} : { capture: { percent: own } };
      expect(drawKept(deps, settings, undefined)).toEqual({ exchange, runs: true, answer: false });
    },
  );
});
