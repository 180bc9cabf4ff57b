import { describe, expect, it } from '@jest/globals';
import { sum, near, toUnit, post, useNeighbours } from '../../support/neighbours.ts';

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

useNeighbours(['default', 'BAAI--bge-Small_v1.5', 'ranker', 'classifier']);

describe("text-embeddings-inference's calls", () => {
  const good = toUnit(sum([5], 4, 3));
  it.each([
    [{ inputs: 'good' }, [near(good)]],
    [{ inputs: ['good', 'bad'], truncate: null }, [near(good), near(toUnit(sum([6], 4, 3)))]],
    [{ inputs: 'good', normalize: false }, [near(sum([5], 4, 3))]],
    [{ inputs: 'good', dimensions: 2 }, [near(toUnit(good.slice(0, 2)))]],
  ])('embed %j', async (json, vectors) => {
    expect(await post('/models/baai--bge-small_v1.5/embed', json)).toMatchObject({
      status: 200,
      body: vectors,
    });
    expect(await post('/embed?model=BAAI--bge-small_v1.5', json)).toMatchObject({
      status: 200,
      body: vectors,
    });
  });

  it('rank texts by what the cross-encoder says of each pair', async () => {
    const logits = ['bad', 'good bad', ''].map(
      (_, index) =>
        sum(
          [
            [5, 3, 6],
            [5, 3, 5, 6],
            [5, 3],
          ][index] ?? [],
          1,
        )[0] ?? NaN,
    );
    const order = [0, 1, 2].sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0));
    const json = { query: 'good', texts: ['bad', 'good bad', ''] };
    expect((await post('/models/ranker/rerank', { ...json, raw_scores: true })).body).toEqual(
      order.map((index) => ({ index, score: expect.closeTo(logits[index] ?? NaN, 5) })),
    );
    expect(
      (await post('/rerank?model=ranker', { ...json, return_text: true, truncate: true })).body,
    ).toEqual(
      order.map((index) => ({
        index,
        text: json.texts[index],
        score: expect.closeTo(sigmoid(logits[index] ?? NaN), 5),
      })),
    );
  });

  it('predict as that server does what only it would be sent', async () => {
    const [first, second] = (
      await post('/models/classifier/predict', { inputs: 'good', raw_scores: true })
    ).body as { label: string; score: number }[];
    expect([first?.score, second?.score]).toEqual(near(sum([5], 2).sort((a, b) => b - a)));
    const { body } = await post('/models/classifier/predict', {
      inputs: [['good'], ['good', 'bad']],
    });
    expect(body).toEqual([
      [expect.objectContaining({ label: expect.any(String) }), expect.anything()],
      [expect.anything(), expect.anything()],
    ]);
    expect((await post('/models/classifier/predict', { inputs: ['good', 'bad'] })).body).toEqual([
      expect.objectContaining({ score: expect.any(Number) }),
      expect.anything(),
    ]);
  });

  it.each([
    ['/embed', { inputs: 'good' }, 422, 'feature-extraction'],
    ['/models/classifier/rerank', { query: 'good', texts: ['bad'] }, 422, 'cross-encoder'],
    ['/models/ranker/rerank', { query: 'good', texts: [] }, 400, 'one text'],
    [
      '/models/ranker/rerank',
      { query: 'good', texts: ['bad'], truncation_direction: 'left' },
      400,
      'at their end',
    ],
    ['/models/baai--bge-small_v1.5/embed', { inputs: 'good', dimensions: 5 }, 400, 'from 1 to 4'],
    [
      '/models/baai--bge-small_v1.5/embed',
      { inputs: 'good '.repeat(40), truncate: false },
      422,
      '"truncate" of /embed',
    ],
    ['/models/classifier/predict', { inputs: [['a', 'b', 'c']] }, 400, 'one text, or two'],
  ])('are refused in words: %s %j', async (url, json, status, words) => {
    expect(await post(url, json)).toMatchObject({
      status,
      body: { error: expect.stringContaining(words) },
    });
  });
});
