import { describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../layers/maas/contract/limits.ts';
import { SketchBuilder } from '../../../layers/maas/core/drift/sketch.ts';
import { toUploadedBaseline } from '../../../layers/maas/core/drift/uploaded-baseline.ts';
import type { Baseline } from '../../../layers/maas/core/drift/baseline.ts';

const NOW = Date.parse('2026-11-29T08:30:00Z');

function read(...lines: readonly (object | string)[]): Baseline {
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  const bytes = Buffer.from(texts.join('\n'));
  return toUploadedBaseline({ model: 'm', version: 3 }, bytes, NOW);
}

describe('a baseline that is brought along', () => {
  it('counts as what came to the version would have been counted', () => {
    const live = new SketchBuilder();
    for (const age of [31, 32, 31]) live.addNumber('input.age', age);
    live.addNumber('input.age', NaN);
    for (const label of ['yes', 'no', 'yes', 'yes']) live.addLabel('output.label', label);
    expect(
      read(
        { 'input.age': 31, 'output.label': 'yes' },
        { 'input.age': 32, 'output.label': 'no' },
        '',
        { 'input.age': 31, 'output.label': 'yes' },
        { 'input.age': null, 'output.label': 'yes' },
        '',
      ),
    ).toEqual({
      model: 'm',
      version: 3,
      from: '2026-11-29T08:30:00.000Z',
      to: '2026-11-29T08:30:00.000Z',
      inputs: 4,
      features: live.toSketch(),
    });
  });

  it.each([
    ['is not JSON', ['{"input.age": 1}', 'age,1'], 'Line 2 of the baseline: it is not JSON.'],
    ['is no object', ['[1, 2]'], 'Line 1 of the baseline: it is no object'],
    ['has names of its own', ['{"age": 1}'], '"age" begins with neither "input." nor "output."'],
    ['has lists', ['{"input.age": [1]}'], '"input.age" is neither a number nor a text'],
    [
      'mixes numbers and texts',
      ['{"input.age": 1}', '{"input.age": "old"}'],
      'Line 2 of the baseline: "input.age" is a number in earlier lines, and no label.',
    ],
  ])('is refused with its line when it %s', (_, lines, message) => {
    expect(() => read(...lines)).toThrow(message);
  });

  it('is refused when it has more features than are watched', () => {
    const names = Array.from({ length: LIMITS.watchedFeatures + 1 }, (_, at) => `input.${at}`);
    expect(() => read(Object.fromEntries(names.map((name) => [name, 1])))).toThrow(
      `at most ${LIMITS.watchedFeatures} inputs and outputs; these lines have 51`,
    );
  });
});
