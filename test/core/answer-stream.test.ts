import { describe, expect, it } from '@jest/globals';
import { AnswerStream } from '../../layers/maas/core/answer-stream.ts';

/** A stream of two chunks, and all that is told of it in order. */
function createStream(failure?: unknown): { stream: AnswerStream; told: unknown[] } {
  const told: unknown[] = [];
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (const byte of [1, 2]) {
        await Promise.resolve();
        yield Uint8Array.of(byte);
      }
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- anything is thrown
      if (failure !== undefined) throw failure;
    } finally {
      told.push('maker ended');
    }
  };
  const stream = new AnswerStream('text/plain', chunks());
  stream.observe({
    onAsk: () => told.push('ask'),
    onBytes: () => told.push('bytes'),
    onEnd: (error) => told.push(error),
  });
  return { stream, told };
}

describe('AnswerStream', () => {
  it('tells of each step and of its end once when it is read', async () => {
    const { stream, told } = createStream();
    const read: number[] = [];
    for await (const [byte = 0] of stream) read.push(byte);
    await stream.cancel();
    expect(read).toEqual([1, 2]);
    expect(told).toEqual(['ask', 'bytes', 'ask', 'bytes', 'ask', 'maker ended', undefined]);
  });

  it.each([new TypeError('broken'), 'a text'])(
    'tells what broke it when it is %p',
    async (error) => {
      const { stream, told } = createStream(error);
      await expect(
        (async () => {
          for await (const _ of stream);
        })(),
      ).rejects.toBe(error);
      await stream.cancel();
      expect(told.slice(-2)).toEqual(['maker ended', error]);
    },
  );

  it('ends its maker, and then says that its caller left, when it is read in part', async () => {
    const { stream, told } = createStream();
    for await (const _ of stream) break;
    expect(told).toEqual([
      'ask',
      'bytes',
      'maker ended',
      expect.objectContaining({ code: 'CALLER_LEFT' }),
    ]);
  });

  it('says that its caller left when nobody read it at all', async () => {
    const { stream, told } = createStream();
    await stream.cancel();
    expect(told).toEqual([expect.objectContaining({ code: 'CALLER_LEFT' })]);
    for await (const _ of stream) told.push('read');
    expect(told).toHaveLength(1);
  });

  it('waits for the step under way before it says that its caller left', async () => {
    const { stream, told } = createStream();
    const iterator = stream[Symbol.asyncIterator]();
    const step = iterator.next();
    await stream.cancel();
    await step;
    expect(told.map((what) => (what instanceof Error ? 'left' : what))).toEqual([
      'ask',
      'bytes',
      'maker ended',
      'left',
    ]);
  });
});
