import { type TokenizerJson } from '../../layers/maas/core/tokenizer/tokenizer.ts';
import { TOKENIZER } from './task-bundles.ts';

export const bert = (normalizer: object = {}): TokenizerJson =>
  ({
    ...TOKENIZER,
    normalizer: { ...TOKENIZER.normalizer, ...normalizer },
  }) as unknown as TokenizerJson;
