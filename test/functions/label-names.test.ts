import { describe, expect, it } from '@jest/globals';
import {
  type Records,
  EXPECTED,
  readModel,
  service,
  serve,
  predict,
  isOfNumbers,
} from '../support/tabular-service.ts';

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
