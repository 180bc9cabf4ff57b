import { describe, expect, it } from '@jest/globals';
import {
  EXPECTED,
  readModel,
  service,
  serve,
  predict,
  isOfNumbers,
} from '../support/tabular-service.ts';

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
