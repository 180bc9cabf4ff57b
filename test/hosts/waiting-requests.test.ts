import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import {
  decodeJson,
  encodeHead,
  FRAME,
  FrameReader,
  type AheadHead,
} from '../../layers/maas/hosts/frames.ts';
import { sharedMs } from '../../layers/maas/hosts/shared-ms.ts';
import { WaitingRequests } from '../../layers/maas/hosts/waiting-requests.ts';

const SOON_MS = 60_000;

function toContent(name: string, ahead?: Partial<AheadHead>): Buffer {
  const inTime = { call: 1, beginsByMs: sharedMs() + SOON_MS };
  const head = { requestId: name, ...(ahead ? { ahead: { ...inTime, ...ahead } } : {}) };
  return encodeHead(FRAME.request, head, 0).subarray(5);
}

/** The numbers of the requests that were handed back, as they stand on the channel. */
function readBack(channel: PassThrough): unknown[] {
  const numbers: unknown[] = [];
  const reader = new FrameReader({
    mostBytes: 1000,
    onFrame: (kind, content) => {
      if (kind === FRAME.back) numbers.push(decodeJson(content));
    },
  });
  reader.read((channel.read() as Buffer | null) ?? Buffer.alloc(0));
  return numbers;
}

function start(): { channel: PassThrough; waiting: WaitingRequests; take: () => unknown } {
  const channel = new PassThrough();
  const waiting = new WaitingRequests(channel);
  return { channel, waiting, take: () => waiting.take()?.head.requestId };
}

describe('requests that wait', () => {
  it('are taken in their order when they were sent ahead and their time is not over', () => {
    const { channel, waiting, take } = start();
    waiting.add(toContent('first'));
    waiting.add(toContent('second', {}));
    expect([take(), take(), take()]).toEqual(['first', 'second', undefined]);
    expect(readBack(channel)).toEqual([]);
  });

  it('are handed back, and those in their turn are not, when their time is over', () => {
    const { channel, waiting, take } = start();
    waiting.add(toContent('late', { call: 7, beginsByMs: sharedMs() - 1 }));
    waiting.add(toContent('in its turn'));
    expect([take(), take()]).toEqual(['in its turn', undefined]);
    expect(readBack(channel)).toEqual([7]);
  });

  it('are handed back when an answer begins to stream, those that come meanwhile too', () => {
    const { channel, waiting, take } = start();
    waiting.add(toContent('before', { call: 1 }));
    waiting.refuse();
    waiting.add(toContent('meanwhile', { call: 2 }));
    expect(readBack(channel)).toEqual([1, 2]);
    expect(take()).toBeUndefined();
    waiting.add(toContent('after', { call: 3 }));
    expect(take()).toBe('after');
  });

  it('are handed back when the answers before them have not all left', () => {
    const { channel, waiting, take } = start();
    waiting.add(toContent('unheard', { call: 4 }));
    channel.cork();
    channel.write('an answer');
    expect(take()).toBeUndefined();
    channel.uncork();
    expect(channel.read()?.toString()).toContain('4');
  });
});
