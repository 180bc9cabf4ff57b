import { Buffer } from 'node:buffer';
import { expect } from '@jest/globals';
import { convertBooster } from '../../layers/maas/core/convert/convert-booster.ts';
import type { BoosterSource } from '../../layers/maas/core/convert/ensemble/booster-source.ts';
import { toFileBytes } from './file-bytes.ts';

export function replace(text: string, from: string | RegExp, to: string): string {
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  return changed;
}

export function convert(content: string | Uint8Array, format: BoosterSource['format']): unknown {
  return convertBooster(toFileBytes(Buffer.from(content as string)), format);
}
