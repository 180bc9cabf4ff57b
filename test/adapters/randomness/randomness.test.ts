import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KernelRandomness } from '../../../layers/maas/adapters/randomness/kernel-randomness.ts';
import { systemRandomness } from '../../../layers/maas/adapters/randomness/system-randomness.ts';
import type { Randomness } from '../../../layers/maas/core/ports/randomness.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const COUNT = 1000;

describe.each<[string, Randomness]>([
  ['the system', systemRandomness],
  ['the kernel', new KernelRandomness()],
])('the randomness of %s', (_, { newId, random, newHex }) => {
  it('makes ids that are UUIDs of version 4, no two alike', () => {
    const ids = Array.from({ length: COUNT }, newId);
    expect(ids.filter((id) => !UUID.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(COUNT);
  });

  it('draws from 0 on, and below 1, in all of it', () => {
    const draws = Array.from({ length: COUNT }, random);
    expect(draws.filter((draw) => !(draw >= 0 && draw < 1))).toEqual([]);
    for (let tenth = 0; tenth < 10; tenth++) {
      expect(draws.some((draw) => Math.floor(draw * 10) === tenth)).toBe(true);
    }
  });

  it('has so many bytes in hexadecimal digits', () => {
    expect(newHex(8)).toMatch(/^[0-9a-f]{16}$/);
    expect(newHex(8)).not.toBe(newHex(8));
  });
});

describe('the randomness of the kernel', () => {
  let folder: string;
  const create = (bytes: Buffer): KernelRandomness => {
    const device = path.join(folder, 'device');
    writeFileSync(device, bytes);
    return new KernelRandomness(device);
  };
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'maas-random-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is what its device gives, read once and in its order', () => {
    const bytes = Buffer.from(Array.from({ length: 40 }, (_, index) => index));
    const { newHex, newId } = create(bytes);
    expect(newHex(2)).toBe('0001');
    expect(newId()).toBe('02030405-0607-4809-8a0b-0c0d0e0f1011');
    expect(newHex(1)).toBe('12');
  });

  it.each([
    [0x00, 0],
    [0x80, 0.5 + 2 ** -9 + 2 ** -17 + 2 ** -25 + 2 ** -28 + 2 ** -36 + 2 ** -44 + 2 ** -52],
    [0xff, 1 - 2 ** -53],
  ])('makes a number of bytes that are all %i', (byte, number) => {
    expect(create(Buffer.alloc(8, byte)).random()).toBe(number);
  });

  it('fails where its device has ended, in place of drawing what is no randomness', () => {
    const { newHex } = create(Buffer.alloc(3));
    expect(() => newHex(4)).toThrow(/gave 3 bytes of 4\.$/);
  });
});
