import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { encodeOnnx, node, TYPE, value } from '../../support/onnx-model.ts';
import { poll } from '../../support/poll.ts';
import type { Client, Reply } from './client.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

export interface Reference {
  readonly text: string;
  readonly label: string;
  readonly scores: Readonly<Record<string, number>>;
}

/** The demo model, as scikit-learn made it. */
export const SENTIMENT = {
  model: new Uint8Array(readFileSync(path.join(ROOT, 'examples/sentiment/model.onnx'))),
  samples: new Uint8Array(readFileSync(path.join(ROOT, 'examples/sentiment/samples.jsonl'))),
  /** Its answers as scikit-learn gave them. */
  reference: readFileSync(path.join(ROOT, 'test/fixtures/sentiment/reference.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Reference),
};

const VECTORIZERS = path.join(ROOT, 'test/fixtures/references/vectorizers');

/**
 * A default `TfidfVectorizer` with a classifier, as skl2onnx converts it, and scikit-learn's own
 * answers.
 */
export const TFIDF = {
  model: new Uint8Array(readFileSync(path.join(VECTORIZERS, 'tfidf.onnx'))),
  reference: readFileSync(path.join(VECTORIZERS, 'tfidf.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { text: string; label: string; score: number }),
};

/** `y = x + x` over rows of so many columns. */
export function createDoubler(
  type: (typeof TYPE)[keyof typeof TYPE] = TYPE.FLOAT,
  columns = 1,
): Uint8Array {
  return encodeOnnx({
    graph: {
      node: [node('Add', ['x', 'x'], ['y'])],
      input: [value('x', type, ['n', columns])],
      output: [value('y', type, ['n', columns])],
    },
  });
}

/** `y = x + x`, and no word about the shape of either. */
export function createUnshaped(): Uint8Array {
  return encodeOnnx({
    graph: {
      node: [node('Add', ['x', 'x'], ['y'])],
      input: [value('x', TYPE.FLOAT)],
      output: [value('y', TYPE.FLOAT)],
    },
  });
}

/** A name that no other run takes. */
export function createName(what: string): string {
  return `e2e-${what}-${randomBytes(4).toString('hex')}`;
}

/** Waits for the end of a version's validation. */
export async function awaitOutcome(
  client: Client,
  model: string,
  version: number,
): Promise<Reply['body']> {
  return poll(
    `version ${version} of ${model} is validated`,
    async () => {
      const { body } = await client.call('GET', `/models/${model}/versions/${version}`);
      return (body as { status: string }).status !== 'VALIDATING' && body;
    },
    120_000,
  );
}
