import { describe, expect, it } from '@jest/globals';
import {
  chooseIdle,
  findAwaiting,
  mayStart,
  mayTake,
  mayWait,
  needsSpare,
  SPARES,
  type Busy,
} from '../../layers/maas/instances/shares.ts';

/** Two instances, and the usual spares. */
const TWO = { limit: 2, spares: SPARES };
const busy = (group: string, heldMs = 1000): Busy => ({ group, heldMs });
const waiting = (...groups: string[]): { group: string }[] => groups.map((group) => ({ group }));

describe('a group of callers', () => {
  it('has what others leave where there is room for no spare, known or not', () => {
    const none = { limit: 2, spares: 0 };
    for (const isProven of [true, false]) {
      const claim = { group: 'a', isProven };
      expect(mayTake(claim, [busy('b')], none)).toBe(true);
      expect(mayStart(claim, [busy('b'), busy('b')], 2, none)).toBe(false);
    }
    expect(needsSpare([busy('b'), busy('b')], 2, none)).toBe(false);
  });

  it.each<[string, boolean, Busy[]]>([
    ['it has less than the limit', true, [busy('a'), busy('b')]],
    ['others have the spares', true, [busy('a'), busy('b'), busy('c'), busy('d')]],
    ['it has the limit', false, [busy('a'), busy('a')]],
    ['it has the limit, and others hold spares', false, [busy('a'), busy('a'), busy('b')]],
  ])('may take another instance when %s: %s', (_, answer, all) => {
    expect(mayTake({ group: 'a', isProven: true }, all, TWO)).toBe(answer);
  });

  it.each<[string, boolean, Busy[], number]>([
    ['there are fewer than the limit', true, [busy('a', 1)], 1],
    ['all are held by others', true, [busy('b'), busy('b')], 2],
    ['all and a spare are held by others', true, [busy('b'), busy('b'), busy('c')], 3],
    ['one is busy for a moment only', false, [busy('b'), busy('b', 10)], 2],
    ['one is idle', false, [busy('b')], 2],
    ['one is starting', false, [busy('b'), busy('b')], 3],
    ['it holds one itself', false, [busy('b'), busy('a')], 2],
    [
      'the spares are all in use',
      false,
      ['b', 'c', 'd', 'e', 'f', 'g'].map((group) => busy(group)),
      6,
    ],
  ])('may start another instance when %s: %s', (_, answer, all, instances) => {
    expect(mayStart({ group: 'a', isProven: true }, all, instances, TWO)).toBe(answer);
  });

  it.each<[string, boolean, number]>([
    ['some spares are free', true, 3],
    ['only those are free that are kept for others', false, 4],
    ['all but one are in use', false, 5],
  ])('that is not proven may have another instance when %s: %s', (_, answer, held) => {
    const all = Array.from({ length: held }, (_value, index) => busy(`hung-${index}`));
    const claim = { group: 'a', isProven: false };
    expect([mayTake(claim, all, TWO), mayStart(claim, all, held, TWO)]).toEqual([answer, answer]);
    expect(mayTake({ ...claim, isProven: true }, all, TWO)).toBe(true);
  });

  it.each<[string, boolean, string[]]>([
    ['nobody waits', true, []],
    ["the rest of the queue is others'", true, ['b', 'b', 'b']],
    ['it has its share of the queue', false, ['a', 'a', 'a']],
    ['the queue is full', false, ['a', 'b', 'b', 'b']],
  ])('may wait when %s: %s', (_, answer, groups) => {
    expect(mayWait('a', waiting(...groups), 4)).toBe(answer);
  });

  it.each<[string, boolean, Busy[], number]>([
    ['all are held', true, [busy('a'), busy('b')], 2],
    ['all of fewer than the limit are held', true, [busy('a')], 1],
    ['one is busy for a moment only', false, [busy('a'), busy('b', 10)], 2],
    ['one is idle, or starts', false, [busy('a')], 2],
    [
      'the spares are all in use',
      false,
      ['a', 'b', 'c', 'd', 'e', 'f'].map((group) => busy(group)),
      6,
    ],
    ['there are no groups', false, [busy(''), busy('')], 2],
    ['nothing is busy', false, [], 0],
  ])('finds an instance that started before it came when %s: %s', (_, answer, all, instances) => {
    expect(needsSpare(all, instances, TWO)).toBe(answer);
  });

  it('may fill the queue when there are no groups', () => {
    expect([mayWait('', waiting('', '', ''), 4), mayWait('', waiting('', '', '', ''), 4)]).toEqual([
      true,
      false,
    ]);
  });
});

describe('the idle instance for a model', () => {
  const idle = (id: number, ...served: string[]): { id: number; served: Set<string> } => ({
    id,
    served: new Set(served),
  });

  it.each<[string, ReturnType<typeof idle>[], number | undefined]>([
    ['is one that has served it', [idle(1, 'a'), idle(2, 'b')], 1],
    ['is the last used of those that have', [idle(1, 'a'), idle(2, 'a', 'b'), idle(3, 'b')], 2],
    ['is a fresh one where none has', [idle(1, 'b'), idle(2), idle(3, 'c')], 2],
    [
      'is the one that has served the fewest where none is fresh',
      [idle(1, 'b'), idle(2, 'b', 'c')],
      1,
    ],
    ['is the last used of equals', [idle(1, 'b'), idle(2, 'c')], 2],
    ['is none where none is idle', [], undefined],
  ])('%s', (_, instances, id) => {
    expect(chooseIdle('a', instances)?.id).toBe(id);
  });
});

describe('the calls that wait for an instance which is about to come back', () => {
  const idle = (...served: string[]): { served: Set<string> } => ({ served: new Set(served) });

  it.each<[string, string[], ReturnType<typeof idle>[], number[]]>([
    ['are those of its model', ['a'], [], [0]],
    ['are as many as there are such instances', ['a', 'a'], [], [0, 2]],
    ['are none where an idle one is warm for them', ['a'], [idle('b', 'a')], []],
    ['are those of its model where the idle ones are warm for others', ['a'], [idle('b')], [0]],
    ['are none of other models', ['c'], [], []],
  ])('%s', (_, returning, idles, places) => {
    const queue = waiting('a', 'b', 'a');
    expect([...findAwaiting(queue, returning, idles)]).toEqual(places.map((place) => queue[place]));
  });
});
