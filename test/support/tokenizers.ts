import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Made by test/fixtures/tokenizers/make.py. */
export const TOKENIZERS = path.resolve(import.meta.dirname, '../fixtures/tokenizers');

/** A folder each. */
export const TOKENIZER_KINDS = readdirSync(TOKENIZERS, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
