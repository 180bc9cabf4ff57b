import { expect, it } from '@jest/globals';
import { ProvenGroups } from '../../layers/maas/instances/proven-groups.ts';

const MINUTE_MS = 60_000;

it('proves a group by its first answer, and one that took an instance along by an answer after ten minutes', () => {
  let nowMs = 1000;
  const groups = new ProvenGroups(() => nowMs);
  expect(groups.has('a')).toBe(false);
  groups.prove('a');
  expect([groups.has('a'), groups.has('b')]).toEqual([true, false]);
  groups.doubt('a');
  groups.prove('a');
  expect(groups.has('a')).toBe(false);
  nowMs += 9 * MINUTE_MS;
  groups.prove('a');
  expect(groups.has('a')).toBe(false);
  nowMs += MINUTE_MS;
  expect(groups.has('a')).toBe(true);
});

it('remembers the latest, as callers may name any', () => {
  const groups = new ProvenGroups();
  for (const group of ['old', 'used']) groups.prove(group);
  for (let index = 0; index < 998; index++) groups.prove(`other-${index}`);
  groups.prove('used');
  groups.prove('new');
  expect(['old', 'used', 'new'].map((group) => groups.has(group))).toEqual([false, true, true]);
});
