import { describe, expect, it } from '@jest/globals';
import { KeyRing } from '../../../layers/maas/core/feedback/key-ring.ts';

const MINUTE_MS = 60_000;
const key = (name: string): Buffer => Buffer.from(name);
/** Lets what is under way in the background end. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Source {
  keys: Buffer[] | undefined = [key('a')];
  reads = 0;

  read(): Promise<Buffer[]> {
    this.reads++;
    return this.keys ? Promise.resolve(this.keys) : Promise.reject(new Error('No.'));
  }
}

function create(source: Source): { ring: KeyRing; clock: { now: number }; failures: unknown[] } {
  const clock = { now: 0 };
  const failures: unknown[] = [];
  const ring = new KeyRing(source, { monotonicMs: () => clock.now }, (error) =>
    failures.push(error),
  );
  return { ring, clock, failures };
}

describe('KeyRing', () => {
  it('reads once for all calls, and in the background when the keys are old', async () => {
    const source = new Source();
    const { ring, clock } = create(source);
    for (let call = 0; call < 5; call++) expect(await ring.current()).toEqual(key('a'));
    expect(source.reads).toBe(1);
    source.keys = [key('b'), key('a')];
    clock.now = 16 * MINUTE_MS;
    expect(await ring.current()).toEqual(key('a')); // no call waits
    await settle();
    expect(await ring.current()).toEqual(key('b'));
    expect(source.reads).toBe(2);
  });

  it('reads again at once for an id that no key signed, though not at each', async () => {
    const source = new Source();
    const { ring, clock } = create(source);
    await ring.list();
    source.keys = [key('b'), key('a')];
    clock.now = MINUTE_MS;
    expect(await ring.list({ fresh: true })).toEqual([key('b'), key('a')]);
    await ring.list({ fresh: true });
    expect(source.reads).toBe(2);
  });

  it('signs nothing while there is no key, tries again, and keeps what it had when a read fails', async () => {
    const source = new Source();
    source.keys = undefined;
    const { ring, clock, failures } = create(source);
    expect(await ring.current()).toBeUndefined();
    expect(failures).toHaveLength(1);
    source.keys = [key('a')];
    clock.now = MINUTE_MS;
    await ring.current();
    await settle();
    expect(await ring.current()).toEqual(key('a'));
    source.keys = undefined;
    clock.now = 20 * MINUTE_MS;
    await ring.current();
    await settle();
    expect(await ring.current()).toEqual(key('a'));
  });

  it('signs by no key of before once it is to renew them, unless they cannot be read', async () => {
    const source = new Source();
    const { ring } = create(source);
    expect(await ring.current()).toEqual(key('a'));
    source.keys = [key('b'), key('a')];
    ring.renew();
    expect(await ring.current()).toEqual(key('b'));
    source.keys = undefined;
    ring.renew();
    expect(await ring.current()).toEqual(key('b'));
    expect(source.reads).toBe(3);
  });

  it('renews by a read of its own where one is under way', async () => {
    const source = new Source();
    const { ring } = create(source);
    ring.renew();
    source.keys = [key('b')];
    expect(await ring.current()).toEqual(key('b'));
    expect(source.reads).toBe(2);
  });
});
