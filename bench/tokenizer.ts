/**
 * Measures what a cold start pays for a tokenizer, and what a text costs, beside
 * @huggingface/tokenizers, which gives no offsets: MiniLM's vocabulary of 30,522 tokens where
 * MAAS_FIXTURES names the folder that has it, else the tests' own of 900.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as library from '@huggingface/tokenizers';
import { TextTokenizer, type TokenizerJson } from '../layers/maas/core/tokenizer/tokenizer.ts';
import { printMeasures } from './measure.ts';

interface Encoder {
  encode(text: string): unknown;
}

const { MAAS_FIXTURES: fixtures } = process.env;
const file =
  fixtures === undefined
    ? path.resolve(import.meta.dirname, '../test/fixtures/tokenizers/bert-uncased/tokenizer.json')
    : path.join(fixtures, 'minilm/tokenizer.json');
const text = readFileSync(file, 'utf8');
const parse = (): TokenizerJson => JSON.parse(text) as TokenizerJson;

const createOurs = (): TextTokenizer => new TextTokenizer(parse(), {});
const createTheirs = (): Encoder =>
  new (
    library as unknown as { Tokenizer: new (json: object, config: object) => Encoder }
  ).Tokenizer(parse(), {});

const [ours, theirs] = [createOurs(), createTheirs()];
const ENGLISH =
  "The quick brown fox jumps over the lazy dog. I don't think it is bad; we have seen worse, they will say. ".repeat(
    10,
  );
const MIXED = '酒店很好，服务也不错。Ça été très délicieux, garçon! 👍 '.repeat(20);

printMeasures(
  [
    { name: 'tokenizer, load', run: createOurs, baseline: createTheirs },
    ...Object.entries({ English: ENGLISH, mixed: MIXED }).map(([kind, sample]) => ({
      name: `tokenizer, ${sample.length} characters, ${kind}`,
      run: () => ours.place(ours.tokenize(sample)),
      baseline: () => theirs.encode(sample),
    })),
  ],
  '@huggingface/tokenizers',
);
