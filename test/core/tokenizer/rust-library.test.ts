import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  TextTokenizer,
  type TokenizerJson,
} from '../../../layers/maas/core/tokenizer/tokenizer.ts';
import { TOKENIZER_KINDS, TOKENIZERS } from '../../support/tokenizers.ts';

interface Line {
  readonly text: string;
  readonly pair?: string;
  readonly ids: readonly number[];
  readonly offsets: readonly (readonly [number, number])[];
  readonly types: readonly number[];
}

function load(kind: string): { tokenizer: TextTokenizer; lines: Line[] } {
  const read = (file: string): string => readFileSync(path.join(TOKENIZERS, kind, file), 'utf8');
  return {
    tokenizer: new TextTokenizer(JSON.parse(read('tokenizer.json')) as TokenizerJson, {}),
    lines: read('reference.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line),
  };
}

describe.each(TOKENIZER_KINDS)('a tokenizer as %s', (kind) => {
  const { tokenizer, lines } = load(kind);

  it('gives the ids, offsets and types of the Rust library for every hard text', () => {
    const got = lines.map(({ text, pair }) => {
      const tokens = tokenizer.place(
        tokenizer.tokenize(text),
        pair === undefined ? undefined : tokenizer.tokenize(pair),
      );
      return {
        text,
        ...(pair === undefined ? {} : { pair }),
        ids: tokens.map(({ id }) => id),
        offsets: tokens.map(({ start, end }) => [start, end]),
        types: tokens.map(({ type }) => type),
      };
    });

    expect(
      got.filter((line, index) => JSON.stringify(line) !== JSON.stringify(lines[index])),
    ).toEqual([]);
  });

  it.each([0, 1, 2, 5])('begins like the whole text when only %d tokens are wanted', (atMost) => {
    const whole = lines.map(({ text }) => tokenizer.tokenize(text).slice(0, atMost));

    expect(lines.map(({ text }) => tokenizer.tokenize(text, atMost))).toEqual(whole);
  });

  it.each([1, 3, 16])(
    'begins like the whole text when only %d tokens of a long one are wanted',
    (atMost) => {
      const long = lines.map(({ text }, index) =>
        Array.from(
          { length: 12 },
          (_, shift) => lines[(index + shift) % lines.length]?.text ?? text,
        ).join(index % 2 === 0 ? ' ' : 'a b'),
      );
      const whole = long.map((text) => tokenizer.tokenize(text).slice(0, atMost));

      expect(long.map((text) => tokenizer.tokenize(text, atMost))).toEqual(whole);
    },
  );
});
