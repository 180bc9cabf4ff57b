import { describe, expect, it } from '@jest/globals';
import { OriginGate } from '../../../layers/maas/core/access/origin-gate.ts';

const key = (letter: string): string => letter.repeat(32);

/** @param known keys that are known, and those that there are when somebody looks again */
function createGate(known: readonly string[], fresh = known): OriginGate {
  return new OriginGate({
    list: (options) =>
      Promise.resolve((options?.fresh === true ? fresh : known).map((text) => Buffer.from(text))),
  });
}

describe('the gate of what comes by the API', () => {
  it.each<[string, OriginGate, string]>([
    ['the key', createGate([key('a')]), key('a')],
    ['the key of before', createGate([key('b'), key('a')]), key('a')],
    ['a key that is new', createGate([key('a')], [key('b'), key('a')]), key('b')],
  ])('lets in who shows %s', async (_, gate, shown) => {
    await expect(gate.admit(shown)).resolves.toBeUndefined();
  });

  it.each<[string, OriginGate, string | undefined]>([
    ['no key', createGate([key('a')]), undefined],
    ['an empty one', createGate([key('a')]), ''],
    ['another', createGate([key('a')]), key('b')],
    ['the beginning of it', createGate([key('a')]), key('a').slice(1)],
    ['a key, where none can be read', createGate([]), key('a')],
  ])('refuses who shows %s', async (_, gate, shown) => {
    await expect(gate.admit(shown)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
