import { describe, expect, it } from '@jest/globals';
import {
  GOOD,
  BAD,
  ROW,
  NUMBERS,
  sum,
  near,
  service,
  post,
  useNeighbours,
} from '../../support/neighbours.ts';

useNeighbours([
  'sentiment',
  'BAAI--bge-Small_v1.5',
  'classifier',
  'tagger',
  'filler',
  'mixed',
  'regression',
  'pair',
  'frame',
  'matrix',
]);

const encode = (text: string): string => Buffer.from(text).toString('base64');

describe("KServe's protocol v1", () => {
  it.each([
    [
      'sentiment',
      [GOOD, BAD],
      [
        { label: 'positive', score: expect.any(Number) },
        { label: 'negative', score: expect.any(Number) },
      ],
    ],
    ['sentiment', [{ text: GOOD }], [{ label: 'positive', score: expect.any(Number) }]],
    ['mixed', [ROW.row, Object.values(ROW.row)], [ROW.label, ROW.label]],
    ['regression', [NUMBERS.row], [expect.closeTo(NUMBERS.value, 2)]],
    [
      'pair',
      [
        { a: [1, 2], b: [3, 4] },
        { a: [0, 0], b: [1, 1] },
      ],
      [
        { sum: [4, 6], difference: [-2, -2] },
        { sum: [1, 1], difference: [-1, -1] },
      ],
    ],
    ['frame', [{ a: [1, 2], b: [3, 4] }], [{ sum: [4, 6], difference: [-2, -2] }]],
    [
      'matrix',
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
    ['bAAI%2Fbge-small_v1.5', ['good'], [near(sum([5], 4, 3))]],
    [
      'tagger',
      ['good bad'],
      [
        expect.arrayContaining([
          expect.objectContaining({ entity: 'B-ORG', word: 'good', start: 0, end: 4 }),
        ]),
      ],
    ],
    [
      'filler',
      ['[MASK] good'],
      [expect.arrayContaining([expect.objectContaining({ token_str: expect.any(String) })])],
    ],
  ])('answers one prediction per instance of %s: %j', async (model, instances, predictions) => {
    expect(await post(`/v1/models/${model}:predict`, { instances })).toMatchObject({
      status: 200,
      body: { predictions },
    });
  });

  it.each([
    ['sentiment', { b64: encode(GOOD) }, [{ label: 'positive' }]],
    ['sentiment', { text: { b64: encode(BAD) } }, [{ label: 'negative' }]],
    ['mixed', { ...ROW.row, shop: { b64: encode(String(ROW.row.shop)) } }, [ROW.label]],
  ])(
    "reads a text in TensorFlow Serving's base64, and does not take it for the text: %s %j",
    async (model, instance, predictions) => {
      expect(await post(`/v1/models/${model}:predict`, { instances: [instance] })).toMatchObject({
        status: 200,
        body: { predictions },
      });
    },
  );

  it.each(['good!', '_w==', '/w=='])('refuses %j, which is no text in base64', async (b64) => {
    expect(await post('/v1/models/sentiment:predict', { instances: [{ b64 }] })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(b64) } },
    });
  });

  it('takes parameters of the pipeline, and what TensorFlow Serving sends beside instances', async () => {
    const { body } = await post('/v1/models/classifier%3Apredict', {
      instances: ['good'],
      parameters: { top_k: 2 },
      signature_name: 'serving_default',
    });
    expect((body as { predictions: unknown[][] }).predictions[0]).toHaveLength(2);
  });

  it.each([
    ['/v1/models/sentiment', { instances: [GOOD] }, 404, '/v1/models/{model}:predict'],
    [
      '/v1/models/sentiment:explain',
      { instances: [GOOD] },
      404,
      'There is no verb "explain"; a prediction is POST',
    ],
    ['/v1/models/none:predict', { instances: [GOOD] }, 404, "'none'"],
    ['/v1/models/sentiment:predict', {}, 400, '"instances"'],
    ['/v1/models/sentiment:predict', { instances: [] }, 400, 'one instance'],
    ['/v1/models/pair:predict', { instances: [[1, 2]] }, 400, '"a", "b"'],
    [
      '/v1/models/pair:predict',
      { instances: [{ a: [1, 2] }] },
      400,
      'Instance 0 lacks the input "b"',
    ],
  ])('refuses in words what it cannot answer: %s %j', async (url, json, status, words) => {
    expect(await post(url, json)).toMatchObject({
      status,
      body: { error: { message: expect.stringContaining(words) } },
    });
  });

  it('says that a model is ready in the same answer in which OpenAI has it', async () => {
    expect(await service.call('GET', '/v1/models/SENTIMENT')).toMatchObject({
      status: 200,
      body: { id: 'sentiment', object: 'model', name: 'sentiment', ready: true },
    });
    expect(await service.call('GET', '/v1/models/BAAI%2Fbge-small_v1.5')).toMatchObject({
      status: 200,
      body: { id: 'BAAI--bge-Small_v1.5', name: 'BAAI--bge-Small_v1.5' },
    });
    expect(await service.call('GET', '/v1/models/none')).toMatchObject({ status: 404 });
  });
});
