import { afterAll, describe, expect, it } from '@jest/globals';
import { loadFixtures } from './fixtures.ts';
import { runFixture, toTable, type Outcome } from './run-fixture.ts';
import { serveDirectly } from './serve-directly.ts';

const fixtures = loadFixtures(process.env.MAAS_FIXTURES ?? '');

describe('every reference, by the core alone', () => {
  const outcomes: Outcome[] = [];
  afterAll(() => {
    process.stdout.write(`\n${toTable(outcomes)}\n`);
  });

  it('are all there when MAAS_FIXTURES names their folder', () => {
    expect(fixtures).toHaveLength(25);
  });

  it.each(fixtures)(
    'answers as its framework when it is $name',
    async (fixture) => {
      const outcome = await runFixture(fixture, serveDirectly);
      outcomes.push(outcome);
      expect(outcome.failures).toEqual([]);
    },
    300_000,
  );
});
