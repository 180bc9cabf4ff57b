import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { uploadKey } from '../../layers/maas/core/registry/keys.ts';
import { type BoosterFixture, getBooster, readBoosterFile } from '../support/boosters.ts';
import { createCaller } from '../support/create-caller.ts';
import { useService } from '../support/use-service.ts';

const service = useService();
const { serve, predict } = createCaller(service);

/** JSON has no infinities. */
function takeFinite({ rows, records, ...fixture }: BoosterFixture): BoosterFixture {
  const isFinite = (index: number): boolean => !String(rows[index]).includes('Infinity');
  return {
    ...fixture,
    rows: rows.filter((_, index) => isFinite(index)),
    records: records.filter((_, index) => isFinite(index)),
  };
}

function near({ records }: BoosterFixture): unknown[] {
  return records.map((record) =>
    expect.objectContaining(
      Object.fromEntries(
        Object.entries(record).map(([key, value]) => [
          key,
          key.startsWith('label') ? value : expect.closeTo(value, 5),
        ]),
      ),
    ),
  );
}

describe("a framework's own file", () => {
  it.each([
    ['xgboost-3.2.0/binary-logistic.json', 'xgboost-json', '3.2.0'],
    ['xgboost-2.1.4/multi-softprob.json', 'xgboost-json', '2.1.4'],
    ['xgboost-1.7.6/tags.ubj', 'xgboost-ubj', '1.7.6'],
    ['xgboost-3.2.0/vector-leaves.ubj', 'xgboost-ubj', '3.2.0'],
    ['xgboost-3.2.0/named-categories.json', 'xgboost-json', '3.2.0'],
    ['xgboost-2.1.4/count-poisson.json', 'xgboost-json', '2.1.4'],
    ['lightgbm-4.6.0/multiclass.txt', 'lightgbm-text', 'v4'],
    ['lightgbm-4.1.0/named-categories.txt', 'lightgbm-text', 'v4'],
    ['lightgbm-3.3.5/rf-binary.txt', 'lightgbm-text', 'v3'],
    ['lightgbm-4.6.0/tweedie.txt', 'lightgbm-text', 'v4'],
  ])("answers what scikit-learn's interface does when it is %s", async (path, format, release) => {
    const fixture = takeFinite(getBooster(path));
    const version = await serve('own', { [fixture.file]: fixture.bytes });
    expect(version).toMatchObject({
      files: [{ path: fixture.file, bytes: fixture.bytes.length }],
      convertedFrom: { path: fixture.file, format, release, trees: expect.any(Number) },
    });
    const isOfNumbers = version.task === 'tabular-regression';
    const answered = await predict('own', {
      rows: fixture.rows,
      ...(isOfNumbers ? {} : { scores: true }),
    });
    expect(answered).toEqual(near(fixture));
  });

  it('is read by its content when its name says nothing', async () => {
    const { bytes, rows, records } = getBooster('lightgbm-4.6.0/regression.txt');
    await serve('nameless', { model: bytes });
    const [first] = await predict('nameless', { rows: rows.slice(0, 1) });
    expect(first?.value).toBeCloseTo(records[0]?.value ?? NaN, 5);
  });

  it('takes rows by the columns that it names', async () => {
    const fixture = takeFinite(getBooster('xgboost-3.2.0/named-columns.json'));
    await serve('by-name', { 'model.json': fixture.bytes });
    const names = ['kind', 'count', 'rate', 'income', 'age'];
    const rows = fixture.rows.map((row) =>
      Object.fromEntries(names.map((name, index) => [name, row[names.length - 1 - index]])),
    );
    expect(await predict('by-name', { rows, scores: true })).toEqual(near(fixture));
  });

  it('stays in the bundle, and predict reads what was made of it', async () => {
    const { bytes } = getBooster('xgboost-3.2.0/dart.json');
    await serve('kept', { 'model.json': bytes, 'labels.txt': Buffer.from('low\nmid\nhigh\n') });
    const { bundle } = await service.registry.getVersion('kept', 1);
    expect(bundle).toMatchObject({
      entry: 'model.converted.onnx',
      labels: ['low', 'mid', 'high'],
      files: [
        { path: 'model.json', isSource: true, bytes: bytes.length },
        { path: 'labels.txt' },
        { path: 'model.converted.onnx' },
      ],
    });
    await service.store.delete('models/kept/versions/1/files/model.json');
    const [answer] = await predict('kept', { rows: [[0, 0, 0, 0, 0]] });
    expect(['low', 'mid', 'high']).toContain(answer?.label);
  });

  it('is tried on the samples that come with it', async () => {
    const { bytes, rows, records } = getBooster('lightgbm-4.6.0/binary.txt');
    const sample = (label: number): Buffer =>
      Buffer.from(JSON.stringify({ input: { rows: [rows[0]] }, output: { label, score: 0 } }));
    const { status, body } = await service.upload(
      { 'model.txt': bytes, 'samples.jsonl': sample(1 - (records[0]?.label ?? 0)) },
      { name: 'sampled' },
    );
    expect([status, body.error]).toEqual([422, expect.stringContaining('SAMPLES_DIFFER')]);
  });

  it('goes up by presigned addresses as well', async () => {
    const { file: path, bytes } = getBooster('xgboost-2.1.4/dart.ubj');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const created = await service.call('POST', '/models/presigned/versions', {
      json: { files: [{ path, bytes: bytes.length, sha256 }] },
    });
    expect([created.status, created.body.error]).toEqual([201, undefined]);
    await service.store.put(uploadKey('presigned', 1, path), bytes);
    await service.call('POST', '/models/presigned/versions/1/complete');
    await service.ingest('presigned', 1);
    const { body } = await service.call('GET', '/models/presigned/versions/1');
    expect(body).toMatchObject({
      status: 'READY',
      task: 'tabular-classification',
      convertedFrom: {
        path,
        format: 'xgboost-ubj',
        release: '2.1.4',
        booster: 'dart',
        objective: 'multi:softprob',
        trees: 24,
      },
    });
  });

  it('says how many of its trees answer when it was stopped early', async () => {
    const { bytes } = getBooster('xgboost-3.2.0/stopped-early.json');
    const { validation } = await serve('stopped', { 'model.json': bytes });
    expect(validation).toMatchObject({
      notes: [expect.stringMatching(/It has \d+ trees, of which the first \d+ answer/)],
    });
  });

  it('says which columns take codes when it has no names of their categories', async () => {
    const { validation } = await serve('codes', {
      'model.txt': getBooster('lightgbm-4.6.0/codes.txt').bytes,
    });
    expect(validation).toMatchObject({
      notes: [expect.stringContaining('"Column_4": rows send codes')],
    });
  });

  it('is served as tensors when that is asked', async () => {
    const { bytes } = getBooster('lightgbm-4.6.0/binary.txt');
    expect(await serve('tensors', { 'm.txt': bytes }, { task: 'tensor' })).toMatchObject({
      task: 'tensor',
      signature: { inputs: [{ name: 'X', datatype: 'FP64', shape: [-1, 5] }] },
    });
  });

  it.each<[string, Readonly<Record<string, Uint8Array>>, string[]]>([
    [
      'its leaves are linear',
      { 'model.txt': readBoosterFile('lightgbm-4.6.0/linear.txt') },
      ['NOT_CONVERTIBLE', 'linear_tree'],
    ],
    [
      'it is cut short',
      { 'model.ubj': getBooster('xgboost-3.2.0/dart.ubj').bytes.subarray(0, -500) },
      ['NOT_CONVERTIBLE', 'the whole file'],
    ],
    [
      'it is JSON of something else',
      { 'model.json': Buffer.from('{"weights": [1, 2]}') },
      ['NOT_ONNX', 'JSON'],
    ],
    [
      'it is a pickle',
      { 'model.model': Buffer.from('\x80\x04\x95\x10\0\0\0', 'latin1') },
      ['NOT_ONNX', 'maas-convert'],
    ],
  ])('is refused with what to do when %s', async (_, files, words) => {
    const { status, body } = await service.upload(files, { name: 'refused' });
    expect(status).toBe(422);
    for (const word of words) expect(body.error).toContain(word);
  });
});
