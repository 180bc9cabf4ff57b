import { expect, it, jest } from '@jest/globals';
import { lazily } from '../../layers/maas/core/lazily.ts';

it('makes a value once, when it is first asked for', () => {
  const make = jest.fn(() => ({ made: true }));
  const get = lazily(make);
  expect(make).not.toHaveBeenCalled();

  const first = get();

  expect(get()).toBe(first);
  expect(make).toHaveBeenCalledTimes(1);
});

it('makes a promise again after it was rejected, and keeps one that was fulfilled', async () => {
  const make = jest
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new Error('a part could not be read'))
    .mockResolvedValue('loaded');
  const get = lazily(make);

  await expect(get()).rejects.toThrow('a part could not be read');
  await expect(get()).resolves.toBe('loaded');
  await expect(get()).resolves.toBe('loaded');

  expect(make).toHaveBeenCalledTimes(2);
});

it('makes a value again after making it threw', () => {
  const get = lazily(
    jest
      .fn<() => number>()
      .mockImplementationOnce(() => {
        throw new Error('not yet');
      })
      .mockReturnValue(1),
  );

  expect(get).toThrow('not yet');
  expect(get()).toBe(1);
});
