import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FunctionInstance } from '../../layers/maas/instances/function-instance.ts';
import type { HostedFunction } from '../../layers/maas/instances/hosted-function.ts';
import type { InstanceLink, LinkOptions } from '../../layers/maas/instances/instance-link.ts';
import { Invocation, type FunctionAnswer } from '../../layers/maas/instances/invocation.ts';

const ANSWER: FunctionAnswer = {
  mode: 'whole',
  head: { status: 200, headers: {} },
  body: Buffer.alloc(0),
};

/** The way to a process that answers when the test says so. */
class FakeLink implements InstanceLink {
  takesAhead = true;
  readonly options: LinkOptions;
  readonly sent: { readonly invocation: Invocation; readonly isAhead: boolean }[] = [];

  constructor(options: LinkOptions) {
    this.options = options;
  }

  open(): Promise<never> {
    throw new Error('It has no process.');
  }

  attach(): void {
    // there is none
  }

  send(invocation: Invocation, _remainingMs: number, isAhead = false): void {
    this.sent.push({ invocation, isAhead });
  }

  takeBack(): readonly Invocation[] {
    return [];
  }

  close(): void {
    // it holds nothing
  }

  answer(): void {
    this.sent.shift()?.invocation.succeed(ANSWER);
    this.options.onNext();
  }
}

function start(): { instance: FunctionInstance; link: FakeLink; invoke: (group: string) => void } {
  const links: FakeLink[] = [];
  const hosted: HostedFunction = {
    name: 'tiny',
    createLink: (options) => {
      const link = new FakeLink(options);
      links.push(link);
      return link;
    },
    spec: { memoryMb: 256, timeoutSeconds: 30, ephemeralStorageMb: 512 },
    directory: '',
    environment: {},
    tmpDirectory: '',
    initTimeoutMs: 1000,
    onLine: () => undefined,
  };
  const ignore = (): void => undefined;
  const events = {
    onIdle: ignore,
    onTurn: ignore,
    onBack: ignore,
    onReturn: ignore,
    onEnd: ignore,
  };
  const instance = new FunctionInstance('tiny-1', hosted, events);
  const [link] = links;
  if (!link) throw new Error('It made no link.');
  link.options.onNext();
  return {
    instance,
    link,
    invoke: (group) => {
      instance.invoke(new Invocation('{}', { group }));
    },
  };
}

beforeAll(() => {
  jest.useFakeTimers();
});
afterAll(() => {
  jest.useRealTimers();
});

describe('an instance that has a request', () => {
  it('takes seven more of groups whose calls are short', () => {
    const { instance, link, invoke } = start();
    invoke('a');
    link.answer();
    invoke('a');
    while (instance.takesAhead('a')) invoke('a');
    expect(link.sent.map(({ isAhead }) => isAhead)).toEqual([
      false,
      ...Array<boolean>(7).fill(true),
    ]);
    link.answer();
    expect(instance.takesAhead('a')).toBe(true);
    for (let rest = instance.requests; rest > 0; rest--) link.answer();
    expect(instance.invocation).toBeUndefined();
  });

  it('knows the thousand groups that it served last, as callers may name any', () => {
    const { instance, link, invoke } = start();
    for (let number = 0; number <= 1000; number++) {
      invoke(`name-${number}`);
      link.answer();
    }
    expect(instance.served.size).toBe(1000);
    expect(instance.served.has('name-0')).toBe(false);
    invoke('name-1000');
    expect(instance.takesAhead('name-0')).toBe(false);
    expect(instance.takesAhead('name-1')).toBe(true);
  });

  it('takes no more than would be done within 10 ms', () => {
    const { instance, link, invoke } = start();
    invoke('a');
    jest.advanceTimersByTime(4);
    link.answer();
    invoke('a');
    while (instance.takesAhead('a')) invoke('a');
    expect(link.sent.map(({ isAhead }) => isAhead)).toEqual([false, true]);
    while (instance.requests > 0) link.answer();
  });

  it('takes no other of a group whose calls it does not know', () => {
    const { instance, link, invoke } = start();
    invoke('a');
    link.answer();
    invoke('a');
    expect(instance.takesAhead('b')).toBe(false);
    link.answer();
    invoke('b');
    expect(instance.takesAhead('a')).toBe(false);
    link.answer();
  });

  it('takes no other when its answer has begun to stream, or one was handed back', () => {
    const { instance, link, invoke } = start();
    invoke('a');
    link.answer();
    invoke('a');
    link.sent[0]?.invocation.succeed({ ...ANSWER, mode: 'parts', body: ANSWER.body as never });
    expect(instance.takesAhead('a')).toBe(false);
    link.answer();
    invoke('a');
    invoke('a');
    const [, ahead] = link.sent;
    if (ahead) link.options.onBack(ahead.invocation);
    expect(instance.takesAhead('a')).toBe(false);
    link.answer();
  });

  it('takes no other where its host knows one at a time', () => {
    const { instance, link, invoke } = start();
    link.takesAhead = false;
    invoke('a');
    link.answer();
    invoke('a');
    expect(instance.takesAhead('a')).toBe(false);
    link.answer();
  });
});
