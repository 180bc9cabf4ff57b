import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { Texts } from '../../../layers/maas/core/tasks/task/huggingface-body.ts';
import { parseBody } from '../../../layers/maas/core/json/parse-body.ts';

const Schema = z.strictObject({ text: Texts, scores: z.optional(z.boolean()) });

function refusal(body: unknown): { code: string; message: string } {
  try {
    parseBody(Schema, body);
  } catch (error) {
    return error as { code: string; message: string };
  }
  throw new Error('It was taken.');
}

describe('parseBody', () => {
  it.each<[string, unknown, RegExp]>([
    ['a field is missing', {}, /"text" is missing: expected string or array\./],
    [
      'it is of a type that no form has',
      { text: 1 },
      /"text" is of another type: expected string or array \(got 1\)/,
    ],
    [
      'one of a list is wrong',
      { text: ['a', 2] },
      /"text\.1" invalid input: expected string, received number \(got 2\)/,
    ],
    ['a list is empty', { text: [] }, /"text" must have one text or more/],
    [
      'a list is too long',
      { text: Array.from({ length: 10_001 }, () => 'a') },
      /"text" too big: expected array to have <=10000 items/,
    ],
    ['a key is unknown', { text: 'a', txt: 1 }, /unrecognized key: "txt"\.$/],
    [
      'a key is of earlier pipelines',
      { text: 'a', return_all_scores: true },
      /\("top_k": null asks/,
    ],
    [
      'a key is of another task',
      { text: 'a', candidate_labels: [] },
      /\(zero-shot .* is not served/,
    ],
  ])('says what to change when %s', (_when, body, message) => {
    expect(refusal(body)).toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringMatching(message),
    });
  });

  it('answers shortly when a million keys are unknown, or one is long', () => {
    const many = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, index) => [`key${index}`, 1]),
    );
    for (const body of [many, { text: 'a', ['k'.repeat(1_000_000)]: 1 }]) {
      expect(refusal(body).message.length).toBeLessThan(300);
    }
  });

  it('tells bytes from JSON when a picture comes to a model that takes none', () => {
    expect(refusal(Buffer.alloc(3_000_000))).toMatchObject({
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: expect.stringContaining('picture'),
    });
  });
});
