import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findTask } from '../../../layers/maas/core/ingest/tasks/find-task.ts';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import { encodeText } from '../../../layers/maas/core/tasks/text/encode-text.ts';
import { readTextConfig } from '../../../layers/maas/core/ingest/tasks/text/read-text-config.ts';
import {
  TextTokenizer,
  type TokenizerJson,
} from '../../../layers/maas/core/tokenizer/tokenizer.ts';
import { toWindows, type Truncation } from '../../../layers/maas/core/tokenizer/truncation.ts';
import { TOKENIZERS } from '../../support/tokenizers.ts';

/** Made by test/fixtures/tokenizers/make_truncation.py. */
interface Line {
  readonly kind: string;
  readonly text: string;
  readonly pair?: string;
  readonly strategy: Truncation;
  readonly direction: 'left' | 'right';
  readonly length: number;
  readonly stride: number;
  readonly windows: readonly (readonly number[])[] | null;
}

const lines = readFileSync(path.join(TOKENIZERS, 'truncation.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);

describe.each(['bert-uncased', 'roberta', 't5'])('a tokenizer as %s', (kind) => {
  const json = JSON.parse(
    readFileSync(path.join(TOKENIZERS, kind, 'tokenizer.json'), 'utf8'),
  ) as TokenizerJson;
  const sides = {
    left: new TextTokenizer(json, { truncation_side: 'left' }),
    right: new TextTokenizer(json, {}),
  };
  const own = lines.filter((line) => line.kind === kind);

  it.each(['longest_first', 'only_first', 'only_second'] as const)(
    'cuts texts and pairs by %s as the Rust library does, at either side',
    (strategy) => {
      const cuts = own.filter(
        (line) =>
          line.strategy === strategy && line.stride === 0 && (line.windows?.length ?? 1) === 1,
      );

      expect(cuts.length).toBeGreaterThan(50);
      expect(cuts.map((line) => ({ ...line, windows: cut(sides[line.direction], line) }))).toEqual(
        cuts,
      );
    },
  );

  it('reads a text in the windows of the Rust library, and a pair in those of its second', () => {
    const windowed = own.filter(({ windows }) => (windows?.length ?? 1) > 1);

    expect(windowed.length).toBeGreaterThan(10);
    expect(windowed.map((line) => ({ ...line, windows: slide(sides.right, line) }))).toEqual(
      windowed,
    );
  });
});

describe('a tokenizer that cuts the beginning', () => {
  const signature = {
    inputs: [{ name: 'input_ids', datatype: 'INT64', shape: [-1, -1] }],
    outputs: ['start_logits', 'end_logits'].map(
      (name) => ({ name, datatype: 'FP32', shape: [-1, -1] }) as const,
    ),
  } as const;
  const bundle = (settings: object): Parameters<typeof readTextConfig>[0] => ({
    signature,
    texts: new Map([
      [
        'tokenizer.json',
        readFileSync(path.join(TOKENIZERS, 'bert-uncased', 'tokenizer.json'), 'utf8'),
      ],
      ['tokenizer_config.json', JSON.stringify(settings)],
    ]),
  });

  it.each(['token-classification', 'question-answering'] as const)(
    'is refused for %s, which reads windows from the beginning',
    (task) => {
      expect(() => findTask(bundle({ truncation_side: 'left' }), task)).toThrow(
        `${task} reads texts from their beginning, in windows where they are long; this ` +
          `tokenizer's truncation_side is "left"`,
      );
      expect(() => findTask(bundle({ truncation_side: 'right' }), task)).not.toThrow(
        'truncation_side',
      );
    },
  );

  it('is taken for text-classification', () => {
    expect(
      readTextConfig(bundle({ truncation_side: 'left' }), 'text-classification'),
    ).toMatchObject({ tokenizer: 'tokenizer.json' });
  });
});

function cut(tokenizer: TextTokenizer, { text, pair, strategy, length }: Line): number[][] | null {
  try {
    return [
      encodeText(
        tokenizer,
        [text, pair],
        { tokenizer: '', settings: [] },
        { truncation: strategy, maxLength: length },
      ).map(({ id }) => id),
    ];
  } catch (error) {
    expect(error).toBeInstanceOf(MaasError);
    return null;
  }
}

function slide(tokenizer: TextTokenizer, { text, pair, length, stride }: Line): number[][] {
  const first = tokenizer.tokenize(text);
  const second = pair === undefined ? undefined : tokenizer.tokenize(pair);
  const room = length - tokenizer.countSpecials(second !== undefined) - (second ? first.length : 0);
  return toWindows((second ?? first).length, room, stride).map(([start, end]) =>
    tokenizer
      .place(second ? first : first.slice(start, end), second?.slice(start, end))
      .map(({ id }) => id),
  );
}
