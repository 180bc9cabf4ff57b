import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { encodeOnnx, node, TYPE, value } from '../../support/onnx-model.ts';
import type { Reply } from '../../support/service.ts';
import { useService } from '../../support/use-service.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../fixtures/references/vectorizers');
const NAMES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.onnx'))
  .map((name) => name.slice(0, -'.onnx'.length));

interface Answer {
  readonly text: string;
  readonly label: string;
  readonly score: number;
}

const service = useService();

async function predict(model: string, text: string | readonly string[]): Promise<Reply> {
  return service.call('POST', `/models/${model}/predict`, { json: { text } });
}

describe.each(NAMES)("scikit-learn's pipeline %s", (name) => {
  const answers = readFileSync(path.join(FOLDER, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
  const expected = answers.map(({ label, score }) => ({ label, score: expect.closeTo(score, 5) }));

  it("answers scikit-learn's numbers as skl2onnx converts it, together and one by one", async () => {
    const { status, body } = await service.upload(
      { 'model.onnx': readFileSync(path.join(FOLDER, `${name}.onnx`)) },
      { name },
    );
    expect({ status, task: (body as { task?: string }).task }).toEqual({
      status: 201,
      task: 'text-classification',
    });
    expect(
      (
        await predict(
          name,
          answers.map(({ text }) => text),
        )
      ).body,
    ).toEqual(expected);
    for (const [index, { text }] of answers.entries()) {
      expect((await predict(name, text)).body).toEqual([expected[index]]);
    }
  });
});

describe('StringNormalizer', () => {
  const normalizer = (attributes: Parameters<typeof node>[3]): Uint8Array =>
    encodeOnnx({
      graph: {
        node: [node('StringNormalizer', ['x'], ['y'], attributes)],
        input: [value('x', TYPE.STRING, ['n'])],
        output: [value('y', TYPE.STRING, ['n'])],
      },
    });

  it.each<[string, Parameters<typeof node>[3], string[]]>([
    ['names no locale', { case_change_action: 'LOWER' }, ['école', 'σ', '😀𐐨', 'the']],
    [
      'names the default',
      { case_change_action: 'LOWER', locale: 'en_US.UTF-8' },
      ['école', 'σ', '😀𐐨', 'the'],
    ],
    [
      'names a German one',
      { case_change_action: 'UPPER', locale: 'de_DE.UTF-8' },
      ['ÉCOLE', 'Σ', '😀𐐀', 'THE'],
    ],
    [
      'names that of the machine',
      { case_change_action: 'LOWER', locale: '' },
      ['école', 'σ', '😀𐐨', 'the'],
    ],
    [
      'has stop words of its own',
      { stopwords: ['the'], is_case_sensitive: 0 },
      ['École', 'Σ', '😀𐐀'],
    ],
    ['keeps to ASCII', { case_change_action: 'LOWER', locale: 'C' }, ['École', 'Σ', '😀𐐀', 'the']],
  ])('answers alike on every machine when it %s', async (_, attributes, expected) => {
    expect(
      (
        await service.upload(
          { 'model.onnx': normalizer(attributes) },
          { name: 'strings', task: 'tensor' },
        )
      ).status,
    ).toBe(201);
    const { body } = await service.call('POST', '/v2/models/strings/infer', {
      json: {
        inputs: [{ name: 'x', datatype: 'BYTES', shape: [4], data: ['École', 'Σ', '😀𐐀', 'The'] }],
      },
    });
    expect((body as { outputs: { data: unknown }[] }).outputs[0]?.data).toEqual(expected);
  });

  it('is refused in words, without a package of locales or a source of C++, when its letters are Turkish', async () => {
    const { status, body } = await service.upload(
      { 'model.onnx': normalizer({ case_change_action: 'LOWER', locale: 'tr_TR.UTF-8' }) },
      { name: 'turkish' },
    );
    expect(status).toBe(422);
    expect((body as { error: string }).error).toMatch(/"tr_TR\.UTF-8".*C\.UTF-8/);
    expect((body as { error: string }).error).not.toMatch(/language-pack|lambda|::/);
  });
});
