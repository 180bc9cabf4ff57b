import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** The answer that a caller of the service sees, whatever stands between. */
export interface EarlierReply {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what came is asserted right away
  readonly body: any;
  /** The header `x-model-version`. */
  readonly version: string | undefined;
}

/** A service of today over the registry that an earlier release left. */
export interface EarlierRegistry {
  call(method: string, url: string, json?: unknown): Promise<EarlierReply>;
  /** `POST /upload`. */
  upload(
    files: Readonly<Record<string, Uint8Array>>,
    fields: Readonly<Record<string, string>>,
  ): Promise<EarlierReply>;
}

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

/** The answers of `eb723bd` itself, call by call. */
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

/**
 * Describes how the registry that `eb723bd` left opens, predicts and goes on, wherever it stands.
 */
export function describeEarlierRelease(name: string, getRegistry: () => EarlierRegistry): void {
  describe(name, () => {
    const call = (method: string, url: string, json?: unknown): Promise<EarlierReply> =>
      getRegistry().call(method, url, json);
    const predict = (reference?: string): Promise<EarlierReply> =>
      call(
        'POST',
        `/models/iris/predict${reference === undefined ? '' : `?version=${reference}`}`,
        {
          rows: [ROW],
        },
      );
    const setLive = async (version: number): Promise<number> =>
      (await call('PUT', '/models/iris/aliases/live', { version })).status;
    const listVersions = async (): Promise<Record<string, unknown>[]> =>
      (await call('GET', '/models/iris/versions')).body.versions;

    it.each(ANSWERS)('has %s answer what it answered', async (model, body, answer) => {
      expect(await call('POST', `/models/${model}/predict`, body)).toMatchObject({
        status: 200,
        body: answer,
      });
    });

    it('lists its models and versions as they were', async () => {
      const { body } = await call('GET', '/models');
      expect(body.models.map(({ model }: { model: string }) => model)).toEqual([
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
      expect(
        (await listVersions()).map((view) => [view.version, view.status, view.aliases]),
      ).toEqual([
        // 5 waited for an upload, and has expired since.
        [4, 'REJECTED', []],
        [3, 'READY', ['live']],
        [2, 'DELETED', []], // the release's own list had it, and its summary of versions is not there
        [1, 'READY', ['stable']],
      ]);
      expect((await call('GET', '/models/gone')).status).toBe(404);
    });

    it('goes on: a version is uploaded, promoted, rolled back and deleted', async () => {
      const uploaded = await getRegistry().upload(
        { 'model.onnx': read('tabular/mixed/model.onnx') },
        { name: 'iris' },
      );
      expect(uploaded).toMatchObject({ status: 201, body: { version: 6, aliases: ['live'] } });
      expect((await predict()).version).toBe('6');

      expect(await setLive(3)).toBe(200);
      expect((await predict()).version).toBe('3');
      expect(await setLive(6)).toBe(200);
      expect((await predict()).version).toBe('6');

      expect((await call('DELETE', '/models/iris/versions/3')).status).toBe(204);
      expect((await predict('3')).status).toBe(404);
      expect((await predict('1')).status).toBe(200);
      expect((await listVersions()).map(({ version }) => version)).toEqual([6, 4, 2, 1]);
    });
  });
}
