import { expect, it } from '@jest/globals';
import { MemoryShare } from '../../layers/maas/instances/memory-share.ts';
import { startEater } from '../support/start-eater.ts';
import { poll } from '../support/poll.ts';

it('tells the process that holds the most when all together hold too much, and once', async () => {
  const [small, large] = [startEater(20), startEater(150)];
  const told: string[] = [];
  const share = new MemoryShare(150);
  share.join(small.id, () => told.push('small'));
  const leave = share.join(large.id, () => told.push('large'));

  await poll('one is told', () => told.length > 0);
  leave();
  small.end();
  large.end();
  expect(told).toEqual(['large']);
});

it('tells nobody who has left', async () => {
  const eater = startEater(100);
  const told: string[] = [];
  const share = new MemoryShare(10);
  share.join(eater.id, () => told.push('left'))();
  const other = startEater(100);
  share.join(other.id, () => told.push('other'));

  await poll('one is told', () => told.length > 0);
  eater.end();
  other.end();
  expect(told).toEqual(['other']);
});
