import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { FunctionError } from '../../layers/maas/instances/function-error.ts';
import type { FunctionAnswer } from '../../layers/maas/instances/invocation.ts';
import { poll } from '../support/poll.ts';
import { expectError } from './support/expect-error.ts';
import { start } from './support/answering-gateway.ts';

const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';

function stream(...chunks: (string | Buffer | Error)[]): FunctionAnswer {
  return {
    mode: 'stream',
    contentType: PRELUDE_TYPE,
    body: (async function* () {
      for (const chunk of chunks) {
        if (chunk instanceof Error) throw chunk;
        yield Buffer.from(chunk);
      }
    })(),
  };
}

describe('streamed answers', () => {
  const prelude = JSON.stringify({
    statusCode: 206,
    headers: { 'content-type': 'text/plain', 'x-a': 'b' },
  });

  it.each<[string, (string | Buffer)[], string]>([
    ['at once', [`${prelude}${'\0'.repeat(8)}body`], 'body'],
    [
      'byte by byte',
      [...Buffer.from(`${prelude}${'\0'.repeat(8)}body`)].map((byte) => Buffer.from([byte])),
      'body',
    ],
    [
      'with NULs in the body',
      [prelude, '\0'.repeat(8), '\0\0', 'x', '\0'.repeat(9)],
      `\0\0x${'\0'.repeat(9)}`,
    ],
    ['without a body', [`${prelude}${'\0'.repeat(8)}`], ''],
  ])('are status, headers and body when they come %s', async (_how, chunks, text) => {
    const { url } = await start(() => Promise.resolve(stream(...chunks)));
    const response = await fetch(`${url}/v2`);
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('x-a'),
      await response.text(),
    ]).toEqual([206, 'text/plain', 'b', text]);
  });

  it.each<[string, FunctionAnswer]>([
    ['there is no prelude', stream('just text')],
    ['the stream is empty', stream()],
    ['the prelude has no end', stream('{"statusCode":200}', Buffer.alloc(100_000, 32))],
    ['the prelude is not JSON', stream(`{"statusCode"${'\0'.repeat(8)}`)],
    [
      'the type is another',
      {
        ...stream(`${prelude}${'\0'.repeat(8)}`),
        contentType: 'application/octet-stream',
      } as FunctionAnswer,
    ],
    ['the function fails first', stream(new FunctionError('predict', 'bad'))],
  ])('are 502 when %s', async (_when, answer) => {
    const { url } = await start(() => Promise.resolve(answer));
    await expectError(await fetch(`${url}/v2`), 502, 'FUNCTION_FAILED');
  });

  it('are cut, and never look whole, when the function fails in the middle', async () => {
    const { url } = await start(() =>
      Promise.resolve(
        stream(`${prelude}${'\0'.repeat(8)}half`, new FunctionError('predict', 'bad')),
      ),
    );
    const response = await fetch(`${url}/v2`);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('come as they are written', async () => {
    const first = Promise.withResolvers<undefined>();
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`${prelude}${'\0'.repeat(8)}one`);
      await first.promise;
      yield Buffer.from('two');
    };
    const { url } = await start(() =>
      Promise.resolve({ mode: 'stream', contentType: PRELUDE_TYPE, body: body() }),
    );
    const reader = (await fetch(`${url}/v2`)).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('one');
    first.resolve(undefined);
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('two');
  });

  it('are read no further than their client does, and given up when it leaves', async () => {
    let yielded = 0;
    let isOver = false;
    const body = async function* (): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from(`${prelude}${'\0'.repeat(8)}`);
        for (; yielded < 1000; yielded++) yield Buffer.alloc(1024 * 1024);
      } finally {
        isOver = true;
      }
    };
    const { url } = await start(() =>
      Promise.resolve({ mode: 'stream', contentType: PRELUDE_TYPE, body: body() }),
    );
    const reader = (await fetch(`${url}/v2`)).body?.getReader();
    await reader?.read();
    const held = await poll('it stands still', async () => {
      const before = yielded;
      await pause(50);
      return yielded === before && before;
    });
    expect(held).toBeLessThan(100);
    await reader?.cancel();
    await poll('it was given up', () => isOver);
    expect(yielded).toBeLessThan(200);
  });
});
