import { Buffer } from 'node:buffer';
import { parseJson } from '../../layers/maas/core/json/lossless-json.ts';

export const parse = (text: string): unknown => parseJson(Buffer.from(text));
