import { expect, it } from '@jest/globals';
import type { PredictionKeys } from '../../layers/maas/core/ports/prediction-keys.ts';

export interface PredictionKeysCase {
  readonly keys: PredictionKeys;
  /** Makes this the value that signs. */
  readonly rotate: (value: string) => Promise<void>;
}

/** Describes every implementation of `PredictionKeys`. @param create with no value yet */
export function describePredictionKeys(create: () => Promise<PredictionKeysCase>): void {
  const read = async (keys: PredictionKeys): Promise<string[]> =>
    (await keys.read()).map((key) => Buffer.from(key).toString());

  it('answers the key that signs', async () => {
    const { keys, rotate } = await create();
    await rotate('a'.repeat(64));
    expect(await read(keys)).toEqual(['a'.repeat(64)]);
  });

  it('answers the new key first and then the one before when it was rotated', async () => {
    const { keys, rotate } = await create();
    await rotate('a'.repeat(64));
    await rotate('b'.repeat(64));
    expect(await read(keys)).toEqual(['b'.repeat(64), 'a'.repeat(64)]);
  });

  it('fails when there is no key', async () => {
    const { keys } = await create();
    await expect(keys.read()).rejects.toThrow(/./);
  });

  it('fails when a key is too short to sign', async () => {
    const { keys, rotate } = await create();
    await rotate('short');
    await expect(keys.read()).rejects.toThrow('has 32 bytes or more; got 5.');
  });
}
