import { describe, expect, it } from '@jest/globals';
import { HUGGING_FACE_ANSWERS } from '../../../layers/maas/api/schemas/hugging-face-answer.ts';
import type { TaskName } from '../../../layers/maas/core/tasks/task/task.ts';
import { type Reply } from '../../support/service.ts';
import {
  GOOD,
  ROW,
  NUMBERS,
  sum,
  near,
  toUnit,
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
  'digits',
]);

describe("Hugging Face's Inference API", () => {
  const call = (model: string, json: unknown): Promise<Reply> => post(`/hf/models/${model}`, json);
  const both = [
    expect.objectContaining({ label: expect.any(String), score: expect.any(Number) }),
    expect.objectContaining({ label: expect.any(String) }),
  ];

  it.each([
    [
      'classes of one text',
      'classifier',
      { inputs: 'good', options: { wait_for_model: true }, parameters: null },
      [both],
    ],
    ['classes of two', 'classifier', { inputs: ['good', 'bad'] }, [both, both]],
    [
      'the best class of a pair',
      'classifier',
      { inputs: { text: 'good', text_pair: 'bad' }, parameters: { top_k: 1 } },
      [[both[0]]],
    ],
    ['classes of a model that reads strings', 'sentiment', { inputs: GOOD }, [both]],
    [
      'entities, joined',
      'tagger',
      { inputs: 'good bad' },
      expect.arrayContaining([expect.objectContaining({ entity_group: expect.any(String) })]),
    ],
    [
      'entities as asked',
      'tagger',
      { inputs: 'good bad', parameters: { aggregation_strategy: 'none' } },
      expect.arrayContaining([expect.objectContaining({ entity: expect.any(String) })]),
    ],
    [
      'words',
      'filler',
      { inputs: '[MASK] good', parameters: { top_k: 2 } },
      [expect.objectContaining({ sequence: expect.any(String) }), expect.anything()],
    ],
    ['a vector', 'BAAI/bge-small_v1.5', { inputs: 'good' }, [near(sum([5], 4, 3))]],
    [
      'vectors of the length 1',
      'BAAI%2FBGE-small_v1.5',
      { inputs: ['good'], normalize: true, truncate: true, encoding_format: null },
      [near(toUnit(sum([5], 4, 3)))],
    ],
    [
      'vectors as the pipeline is asked',
      'BAAI--bge-small_v1.5',
      {
        inputs: ['good'],
        parameters: { normalize_embeddings: true, max_length: 8, truncation: true },
      },
      [near(toUnit(sum([5], 4, 3)))],
    ],
    [
      'the first numbers of vectors',
      'BAAI/bge-small_v1.5',
      { inputs: ['good'], parameters: { truncate_dim: 2 } },
      [near(sum([5], 4, 3).slice(0, 2))],
    ],
    [
      'the first numbers of vectors, then of the length 1',
      'BAAI/bge-small_v1.5',
      { inputs: ['good'], parameters: { truncate_dim: 2, normalize_embeddings: true } },
      [near(toUnit(sum([5], 4, 3).slice(0, 2)))],
    ],
    [
      'cosines',
      'BAAI/bge-small_v1.5',
      { inputs: { source_sentence: 'good', sentences: ['good', 'bad'] } },
      [expect.closeTo(1, 5), expect.any(Number)],
    ],
    [
      'classes of a table',
      'mixed',
      { table: Object.fromEntries(Object.entries(ROW.row).map(([name, cell]) => [name, [cell]])) },
      [ROW.label],
    ],
    [
      'numbers of a table',
      'regression',
      {
        inputs: {
          data: Object.fromEntries(
            Object.entries(NUMBERS.row).map(([name, cell]) => [name, [cell]]),
          ),
        },
      },
      [expect.closeTo(NUMBERS.value, 2)],
    ],
  ])('answers %s, as it is described', async (_, model, json, answer) => {
    const { body } = await call(model, json);
    expect(body).toEqual(answer);
    const name = model.replace(/%2F|\//, '--');
    const version = await service.call('GET', `/models/${name}/versions/1`);
    const { task } = version.body as { task: TaskName };
    expect(HUGGING_FACE_ANSWERS[task].safeParse(body).error).toBeUndefined();
  });

  it('answers a picture as bytes and in base64', async () => {
    const picture = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
      'base64',
    );
    const bytes = await service.call('POST', '/hf/models/digits', {
      body: picture,
      headers: { 'content-type': 'image/png' },
    });
    expect(bytes.body).toHaveLength(5);
    for (const type of ['', 'application/json', 'application/x-www-form-urlencoded']) {
      expect(
        (
          await service.call('POST', '/hf/models/digits', {
            body: picture,
            ...(type === '' ? {} : { headers: { 'content-type': type } }),
          })
        ).body,
      ).toEqual(bytes.body);
    }
    expect(
      await service.call('POST', '/models/digits/predict', { body: Buffer.from('GIF89a…') }),
    ).toMatchObject({ status: 400, body: { error: expect.stringContaining('GIF') } });
    expect(
      (await call('digits', { inputs: picture.toString('base64'), parameters: { top_k: 5 } })).body,
    ).toEqual(bytes.body);
  });

  it.each([
    ['none/such', { inputs: 'x' }, 404, 'none--such'],
    ['classifier', {}, 400, '"inputs"'],
    ['classifier', { inputs: 'good', parameters: { temperature: 1 } }, 400, '"temperature"'],
    ['mixed', { inputs: 'x' }, 400, '"table"'],
    ['BAAI/bge-small_v1.5', { inputs: 'good', truncation_direction: 'left' }, 400, 'at their end'],
  ])('refuses in words: %s %j', async (model, json, status, words) => {
    expect(await call(model, json)).toMatchObject({
      status,
      body: { error: expect.stringContaining(words) },
    });
  });
});
