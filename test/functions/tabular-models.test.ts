import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createCaller } from '../support/create-caller.ts';
import { useService } from '../support/use-service.ts';

type Records = readonly Readonly<Record<string, string | number>>[];

/** Small models of scikit-learn with its own answers; `make.py` in the folder makes both. */
const FOLDER = path.resolve(import.meta.dirname, '../fixtures/estimators');
const EXPECTED = JSON.parse(readFileSync(path.join(FOLDER, 'expected.json'), 'utf8')) as Readonly<
  Record<string, { readonly rows?: unknown; readonly text?: unknown; readonly records: Records }>
>;
const readModel = (name: string): Buffer => readFileSync(path.join(FOLDER, `${name}.onnx`));

const service = useService();
const { serve, predict } = createCaller(service);

const isOfNumbers = (name: string): boolean => name.endsWith('-of-targets');

describe("scikit-learn's estimators", () => {
  it.each(Object.keys(EXPECTED))(
    'answers what the estimator says when the model is %s',
    async (name) => {
      const { records, ...asked } = EXPECTED[name] ?? { records: [] };
      await serve(name, { 'model.onnx': readModel(name) });
      const answered = await predict(name, {
        ...asked,
        ...(isOfNumbers(name) ? {} : { scores: true }),
      });
      const close = records.map((record) =>
        Object.fromEntries(
          Object.entries(record).map(([key, value]) => [
            key,
            typeof value === 'number' ? expect.closeTo(value, 4) : value,
          ]),
        ),
      );
      expect(answered).toEqual(close.map((record) => expect.objectContaining(record)));
    },
  );

  it.each([
    ['svc-by-pairs', ['label']],
    ['svc-by-three-pairs', ['label']],
    ['clusters', ['distance', 'distance:0', 'distance:1', 'distance:2', 'label']],
    ['outliers-of-trees', ['label', 'outlier_score']],
    ['margin-of-two', ['label', 'score', 'score:0', 'score:1']],
    [
      'forest-of-outputs',
      [
        'label',
        'label:0',
        'label:1',
        'score:0',
        'score:0:0',
        'score:0:1',
        'score:0:2',
        'score:1',
        'score:1:0',
        'score:1:1',
      ],
    ],
  ])(
    'names the numbers by what they are, and no more of them, when the model is %s',
    async (name, keys) => {
      const [record = {}] = await predict(name, { rows: EXPECTED[name]?.rows, scores: true });
      expect(Object.keys(record).sort()).toEqual(keys);
    },
  );

  it("counts a model's confidences alone as scores", async () => {
    const from = service.metrics.length;
    for (const name of ['words-in-columns', 'mixture', 'perceptron-of-tags']) {
      await predict(name, { rows: EXPECTED[name]?.rows });
    }
    const counted = service.metrics.slice(from).flatMap(({ Score = [] }) => Score as number[]);
    expect(counted).toHaveLength(18);
    expect(counted.every((score) => score >= 0 && score <= 1)).toBe(true);
    for (const name of [
      'margin-of-two',
      'svc-of-three',
      'svc-of-two',
      'clusters',
      'outliers-of-svm',
      'ridge-of-tags',
    ]) {
      const before = service.metrics.length;
      await predict(name, { rows: EXPECTED[name]?.rows });
      expect(service.metrics.slice(before).filter(({ Score }) => Score !== undefined)).toEqual([]);
    }
  });

  it("answers tags as the pipelines do when a text's body is Hugging Face's", async () => {
    const { text, records } = EXPECTED['texts-of-tags'] ?? { records: [] };
    const [first] = (await predict('texts-of-tags', {
      inputs: text,
      parameters: { top_k: 2 },
    })) as unknown as { label: number; score: number }[][];
    const scores = [0, 1, 2]
      .map((tag) => Number(records[0]?.[`score:${tag}`]))
      .sort((a, b) => b - a);
    expect(first).toEqual([
      { label: records[0]?.label, score: expect.closeTo(scores[0] ?? NaN, 4) },
      { label: expect.any(Number), score: expect.closeTo(scores[1] ?? NaN, 4) },
    ]);
  });
});

describe('labels.txt', () => {
  it.each<[string, string, Records[number]]>([
    [
      'tree-with-paths',
      'small\nmiddle\nlarge',
      {
        label: expect.stringMatching(/small|middle|large/) as unknown as string,
        'score:middle': expect.any(Number) as unknown as number,
      },
    ],
    [
      'clusters',
      'near\nfar\naway\n',
      {
        label: expect.stringMatching(/near|far|away/) as unknown as string,
        'distance:far': expect.any(Number) as unknown as number,
      },
    ],
    [
      'forest-of-tags',
      'sport\nnews\r\npolitics',
      {
        'score:sport': expect.any(Number) as unknown as number,
        'label:news': expect.any(Number) as unknown as number,
      },
    ],
    [
      'outliers-of-sgd',
      'odd\nusual',
      { label: expect.stringMatching(/odd|usual/) as unknown as string },
    ],
    [
      'svc-by-pairs',
      'a\nb\nc\nd',
      { label: expect.stringMatching(/^[abcd]$/) as unknown as string },
    ],
    [
      'tree-of-targets',
      'price\nweight',
      {
        'value:price': expect.any(Number) as unknown as number,
        'value:weight': expect.any(Number) as unknown as number,
      },
    ],
  ])('names what has a number of its own when the model is %s', async (name, names, record) => {
    await serve(`${name}-named`, {
      'model.onnx': readModel(name),
      'labels.txt': Buffer.from(names),
    });
    const [first] = await predict(`${name}-named`, {
      rows: EXPECTED[name]?.rows,
      ...(isOfNumbers(name) ? {} : { scores: true }),
    });
    expect(first).toMatchObject(record);
  });

  it.each([
    ['tree-with-paths', 'names 2 labels, and the model has 3 classes'],
    ['clusters', 'names 2 labels, and the model has 3 clusters'],
    ['forest-of-tags', 'names 2 labels, and the model has 3 tags'],
    ['svc-by-pairs', 'names 2 labels, and the model has 4 classes'],
  ])('is refused when it names others than has %s', async (name, sentence) => {
    const { status, body } = await service.upload(
      { 'model.onnx': readModel(name), 'labels.txt': Buffer.from('one\ntwo\n') },
      { name: `${name}-wrong` },
    );
    expect([status, body.error]).toEqual([422, expect.stringContaining(sentence)]);
  });

  it.each([
    [
      'in another order',
      { 'labels.txt': 'good\nbad\nfair\n' },
      'labels.txt names "good" where the model\'s own class is "bad"',
    ],
    [
      'with a class twice',
      { 'labels.txt': 'bad\nbad\ngood\n' },
      'labels.txt names "bad" where the model\'s own class is "fair"',
    ],
    [
      'with one among other names',
      { 'labels.txt': 'fair\nso-so\nfine\n' },
      'labels.txt names "fair" where the model\'s own class is "bad"',
    ],
    [
      'in another order in config.json',
      { 'config.json': '{"id2label": {"0": "fair", "1": "bad", "2": "good"}}' },
      'id2label of config.json names "fair"',
    ],
  ])("is refused when it has the model's own classes %s", async (_, files, sentence) => {
    const bundle = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]),
    );
    const { status, body } = await service.upload(
      { 'model.onnx': readModel('words-in-columns'), ...bundle },
      { name: 'words-misplaced' },
    );
    expect([status, body.error]).toEqual([422, expect.stringContaining(sentence)]);
  });

  it.each([
    ["the model's own classes in their order", 'bad\nfair\ngood\n', ['bad', 'fair', 'good']],
    ['other names for them', 'schlecht\nmittel\ngut\n', ['schlecht', 'mittel', 'gut']],
  ])('is followed when it has %s', async (_, text, names) => {
    await serve('words-placed', {
      'model.onnx': readModel('words-in-columns'),
      'labels.txt': Buffer.from(text),
    });
    const { rows, records = [] } = EXPECTED['words-in-columns'] ?? {};
    const answered = await predict('words-placed', { rows });
    expect(answered.map(({ label }: { label: unknown }) => label)).toEqual(
      records.map(({ label = '' }) => names[['bad', 'fair', 'good'].indexOf(String(label))]),
    );
  });
});
