import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ENVIRONMENT } from '../../layers/maas/contract/environment.ts';
import { setAlias } from '../../layers/maas/core/registry/aliases.ts';
import { deleteVersion } from '../../layers/maas/core/registry/delete-version.ts';
import { modelKey, versionKey } from '../../layers/maas/core/registry/keys.ts';
import { RECORD_SCHEMA } from '../../layers/maas/core/registry/records.ts';
import { openHome } from '../../local/home.ts';
import { copyEarlierHome } from '../support/earlier-home.ts';
import { MemoryObjectStore } from '../support/memory-object-store.ts';
import { createRegistry } from '../support/registry.ts';
import { startService, type Reply, type Service } from '../support/service.ts';

const REFERENCES = path.join(import.meta.dirname, '../fixtures/references');
const read = (name: string): Buffer => readFileSync(path.join(REFERENCES, name));
const ROW = {
  colour: 'red',
  'sepal length': 5.8,
  'sepal width': 4,
  shop: '北京',
  petal_length: 1.2,
  petal_width: null,
};

/** What the release answered itself, call by call. */
const ANSWERS: readonly (readonly [model: string, body: object, answer: readonly object[]])[] = [
  [
    'default',
    { text: '这是一个正面的文本' },
    [{ label: 'positive', score: expect.closeTo(0.6540193557739258, 6) }],
  ],
  ['iris', { rows: [ROW] }, [{ label: 'setosa', score: expect.closeTo(0.9683392643928528, 6) }]],
  [
    'petals',
    { rows: [['red', 5.8, 4, '北京', 1.2]] },
    [{ value: expect.closeTo(0.4711683988571167, 6) }],
  ],
  [
    'words',
    { text: 'good [MASK]', top_k: 1 },
    [{ label: 'good', score: expect.closeTo(0.32436870726348627, 6), token: 5, mask: 0, input: 0 }],
  ],
  [
    'entities',
    { text: 'good bad' },
    [{ label: 'PER', score: expect.closeTo(0.5897976636568126, 6), start: 0, end: 4, input: 0 }],
  ],
  ['vectors', { text: 'good bad' }, [{ embedding: [0.25, -0.375, 0.375, -0.25] }]],
  ['texts', { text: 'good bad' }, [{ label: 'negative', score: expect.closeTo(0.92414181, 6) }]],
  [
    'digits',
    { image: read('digits-cnn/images/000-rgb.png').toString('base64') },
    [{ label: 'two', score: expect.closeTo(0.9968689157343298, 6) }],
  ],
];

describe('a home that eb723bd wrote', () => {
  let home: string;
  let service: Service;
  beforeAll(async () => {
    home = copyEarlierHome('eb723bd');
    service = await startService({
      [ENVIRONMENT.storeDirectory]: openHome(home).store,
      [ENVIRONMENT.storeSecret]: readFileSync(path.join(home, 'secret'), 'utf8'),
    });
  });
  afterAll(() => {
    service.stop();
    rmSync(path.dirname(home), { recursive: true });
  });
  const json = async (method: string, url: string, body?: unknown): Promise<Reply> =>
    service.call(method, url, { ...(body === undefined ? {} : { json: body }) });
  const predict = async (reference?: string): Promise<Reply> =>
    json('POST', `/models/iris/predict${reference === undefined ? '' : `?version=${reference}`}`, {
      rows: [ROW],
    });

  it.each(ANSWERS)('has %s answer what it answered', async (model, body, answer) => {
    expect(await json('POST', `/models/${model}/predict`, body)).toMatchObject({
      status: 200,
      body: answer,
    });
  });

  it('lists its models and versions as they were', async () => {
    const { body: models } = await json('GET', '/models');
    expect(models.models.map(({ model }: { model: string }) => model)).toEqual([
      'default',
      'digits',
      'entities',
      'iris',
      'petals',
      'sentiment',
      'texts',
      'vectors',
      'words',
    ]);
    const { body } = await json('GET', '/models/iris/versions');
    expect(
      body.versions.map((view: Record<string, unknown>) => [
        view.version,
        view.status,
        view.aliases,
      ]),
    ).toEqual([
      [5, 'PENDING_UPLOAD', []],
      [4, 'REJECTED', []],
      [3, 'READY', ['live']],
      [2, 'DELETED', []], // the release's own list had it, and its summary of versions is not there
      [1, 'READY', ['stable']],
    ]);
    expect((await json('GET', '/models/gone')).status).toBe(404);
  });

  it('goes on: a version is uploaded, promoted, rolled back and deleted', async () => {
    const uploaded = await service.upload(
      { 'model.onnx': read('tabular/mixed/model.onnx') },
      { name: 'iris' },
    );
    expect(uploaded).toMatchObject({ status: 201, body: { version: 6, aliases: ['live'] } });
    expect((await predict()).headers['x-model-version']).toBe('6');

    expect((await json('PUT', '/models/iris/aliases/live', { version: 3 })).status).toBe(200);
    expect((await predict()).headers['x-model-version']).toBe('3');
    expect((await json('PUT', '/models/iris/aliases/live', { version: 6 })).status).toBe(200);
    expect((await predict()).headers['x-model-version']).toBe('6');

    expect((await json('DELETE', '/models/iris/versions/3')).status).toBe(204);
    expect((await predict('3')).status).toBe(404);
    expect((await predict('1')).status).toBe(200);
    const { body } = await json('GET', '/models/iris/versions');
    expect(body.versions.map(({ version }: { version: number }) => version)).toEqual([
      6, 5, 4, 2, 1,
    ]);
  });
});

describe('a bucket of eb723bd', () => {
  it('has its records read, and written again with their schema', async () => {
    const home = copyEarlierHome('eb723bd');
    const service = await startService({
      [ENVIRONMENT.storeDirectory]: path.join(home, 'store'),
    });
    const bucket = new MemoryObjectStore();
    for (const key of (await service.store.list('')).keys) {
      const object = await service.store.get(key);
      if (object && object !== 'unchanged') bucket.objects.set(key, object.bytes);
    }
    service.stop();
    rmSync(path.dirname(home), { recursive: true });
    const { registry } = createRegistry(bucket);
    const readSchema = (key: string): unknown =>
      (JSON.parse(Buffer.from(bucket.objects.get(key) ?? '').toString()) as { schema?: number })
        .schema;
    const keys = [...bucket.objects.keys()].filter(
      (key) => key.endsWith('.json') && /\/(model|version)\.json$/.test(key),
    );
    expect(keys).toHaveLength(24);
    expect(keys.map(readSchema).every((schema) => schema === undefined)).toBe(true);

    const { items } = await registry.listModels();
    const versions = await Promise.all(items.map(({ model }) => registry.listVersions(model)));
    expect(
      versions.flatMap((page) => page.items).flatMap(({ rejection }) => rejection?.code ?? []),
    ).toEqual(['NOT_ONNX']);

    await setAlias(registry, 'iris', 'live', 1);
    await deleteVersion(registry, 'iris', 3);
    expect(readSchema(modelKey('iris'))).toBe(RECORD_SCHEMA);
    expect(readSchema(versionKey('iris', 3))).toBe(RECORD_SCHEMA);
    expect(await registry.getModel('iris')).toMatchObject({
      value: { aliases: { live: { routes: [{ version: 1 }] } } },
    });
  });
});
