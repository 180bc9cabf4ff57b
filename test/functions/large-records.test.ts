import { beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../layers/maas/contract/limits.ts';
import { bundleFileKey, versionKey } from '../../layers/maas/core/registry/keys.ts';
import type { BundleRecord } from '../../layers/maas/core/registry/records.ts';
import { VersionView } from '../../layers/maas/api/schemas/version-view.ts';
import { encodeOnnx, node, rawTensor, TYPE, value } from '../support/onnx-model.ts';
import { useService } from '../support/use-service.ts';

const CLASSES = 30_000;
const lines = (count: number, text = 'class'): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, index) => `${text} ${index}`).join('\n'));

/** A network over one column whose best class is the last one for 1, and the first for -1. */
function createNetwork(classes: number): Uint8Array {
  const weights = Float32Array.from({ length: classes }, (_, index) => (index * 20) / classes);
  return encodeOnnx({
    graph: {
      node: [
        node('MatMul', ['x', 'w'], ['logits']),
        node('Softmax', ['logits'], ['probabilities'], { axis: -1 }),
      ],
      input: [value('x', TYPE.FLOAT, ['n', 1])],
      output: [value('probabilities', TYPE.FLOAT, ['n', classes])],
      initializer: [rawTensor('w', [1, classes], weights)],
    },
  });
}

/** `y = x` for as many inputs. */
function createWide(count: number): Uint8Array {
  const names = Array.from(
    { length: count },
    (_, index) => `a rather long name of a column, number ${index}`,
  );
  return encodeOnnx({
    graph: {
      node: names.map((name) => node('Identity', [name], [`${name} again`])),
      input: names.map((name) => value(name, TYPE.FLOAT, ['n', 1])),
      output: names.map((name) => value(`${name} again`, TYPE.FLOAT, ['n', 1])),
    },
  });
}

const service = useService();

describe('a version with very many labels', () => {
  beforeAll(async () => {
    const uploaded = await service.upload(
      {
        'model.onnx': createNetwork(CLASSES),
        'columns.txt': Buffer.from('x'),
        'labels.txt': lines(CLASSES),
      },
      { name: 'many' },
    );
    expect(uploaded).toMatchObject({
      status: 201,
      body: { status: 'READY', task: 'tabular-classification', labelCount: CLASSES },
    });
  });

  it('answers with them, in our shape and with the scores of all', async () => {
    const { status, body } = await service.call('POST', '/models/many/predict', {
      json: { rows: [[1], [-1]] },
    });
    expect({ status, labels: (body as { label: string }[]).map(({ label }) => label) }).toEqual({
      status: 200,
      labels: [`class ${CLASSES - 1}`, 'class 0'],
    });
    const all = await service.call('POST', '/models/many/predict', {
      json: { rows: [[1]], scores: true },
    });
    expect(Object.keys((all.body as object[])[0] ?? {})).toContain(`score:class ${CLASSES / 2}`);
  });

  it('refuses a body as any other does', async () => {
    expect(
      await service.call('POST', '/models/many/predict', { json: { rows: 'none' } }),
    ).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
  });

  it('has a small record and a small view', async () => {
    expect((await service.store.head(versionKey('many', 1)))?.sizeBytes).toBeLessThan(4096);
    const reply = await service.call('GET', '/models/many/versions/1');
    expect(reply.bytes.length).toBeLessThan(4096);
    expect(VersionView.parse(reply.body)).toMatchObject({
      labelCount: CLASSES,
      files: expect.not.arrayContaining([
        expect.objectContaining({ path: 'settings.prepared.json' }),
      ]),
    });
  });

  it('keeps a file of its owner that has the name which the service would take', async () => {
    const files = {
      'model.onnx': createNetwork(5000),
      'columns.txt': Buffer.from('x'),
      'labels.txt': lines(5000),
      'Settings.Prepared.json': Buffer.from('{}'),
    };
    expect(await service.upload(files, { name: 'taken' })).toMatchObject({
      status: 201,
      body: { labelCount: 5000 },
    });
    expect(
      await service.call('POST', '/models/taken/predict', { json: { rows: [[1]] } }),
    ).toMatchObject({ body: [{ label: 'class 4999' }] });
  });

  it('is read and shown as before when an earlier release wrote all labels into its record', async () => {
    const { body } = await service.upload(
      {
        'model.onnx': createNetwork(5000),
        'columns.txt': Buffer.from('x'),
        'labels.txt': lines(5000),
      },
      { name: 'early' },
    );
    const labels = lines(5000, 'early').toString().split('\n');
    const settings = await service.store.get(bundleFileKey('early', 1, 'settings.prepared.json'));
    const { config } = JSON.parse(
      typeof settings === 'object' ? Buffer.from(settings.bytes).toString() : '{}',
    ) as Pick<BundleRecord, 'config'>;
    await service.registry.updateVersion(
      'early',
      (body as { version: number }).version,
      ({ bundle, ...record }) => {
        if (!bundle) return record;
        const { settingsFile: _, labelCount: __, ...known } = bundle;
        return { ...record, bundle: { ...known, labels, ...(config ? { config } : {}) } };
      },
    );
    await service.registry.updateModel('early', ({ served: _, ...record }) => record);
    expect(
      await service.call('POST', '/models/early/predict', { json: { rows: [[1]] } }),
    ).toMatchObject({ body: [{ label: 'early 4999' }] });
    const { body: view } = await service.call('GET', '/models/early/versions/1');
    expect([view.labels, view.labelCount]).toEqual([undefined, 5000]);
  });
});

describe('what would make a record too large', () => {
  const columns = Buffer.from('x');
  const many = LIMITS.labels + 1;
  const id2label = Object.fromEntries(
    Array.from({ length: many }, (_, index) => [index, `l${index}`]),
  );

  it.each<[string, () => Record<string, Uint8Array>, string]>([
    [
      'too many labels',
      () => ({
        'model.onnx': createNetwork(many),
        'columns.txt': columns,
        'labels.txt': lines(many),
      }),
      '"labels.txt" names 100001 labels; the limit is 100000',
    ],
    [
      'labels that are too long',
      () => ({
        'model.onnx': createNetwork(2),
        'columns.txt': columns,
        'labels.txt': Buffer.from(`${'x'.repeat(LIMITS.settingsBytes)}\nb`),
      }),
      'The labels of "labels.txt" have',
    ],
    [
      'too many labels in config.json',
      () => ({
        'model.onnx': createNetwork(many),
        'columns.txt': columns,
        'config.json': Buffer.from(JSON.stringify({ id2label })),
      }),
      '"config.json" names 100001 labels',
    ],
    ['thousands of inputs', () => ({ 'model.onnx': createWide(2500) }), '"model.onnx" brings'],
    [
      'columns with long names',
      () => ({
        'model.onnx': createColumns(20_000),
        'columns.txt': lines(20_000, 'c'.repeat(420)),
      }),
      '"columns.txt" brings',
    ],
  ])('is refused with the name of the file: %s', async (_, createFiles, sentence) => {
    const { status, body } = await service.upload(createFiles(), { name: 'large' });
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { code: 'MODEL_REJECTED', error: expect.stringContaining(sentence) },
    });
    expect(body.error).toContain('TOO_LARGE');
  });
});

/** The sum of so many columns. */
function createColumns(count: number): Uint8Array {
  const weights = rawTensor('w', [count, 1], new Float32Array(count).fill(1));
  return encodeOnnx({
    graph: {
      node: [node('MatMul', ['x', 'w'], ['y'])],
      input: [value('x', TYPE.FLOAT, ['n', count])],
      output: [value('y', TYPE.FLOAT, ['n', 1])],
      initializer: [weights],
    },
  });
}
