import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { FileAlarmRegistry } from '../../layers/maas/adapters/alarms/file-alarm-registry.ts';
import { uploadKey } from '../../layers/maas/core/registry/keys.ts';
import { ModelList, ModelView } from '../../layers/maas/api/schemas/model-view.ts';
import { VersionList, VersionView } from '../../layers/maas/api/schemas/version-view.ts';
import { addReady, addSubmitted } from '../support/registry.ts';
import type { Service } from '../support/service.ts';
import { useService } from '../support/use-service.ts';

const BYTES = Buffer.from('bytes');
const FILE = {
  path: 'model.onnx',
  bytes: BYTES.length,
  sha256: createHash('sha256').update(BYTES).digest('hex'),
};

const alarmsDirectory = mkdtempSync(path.join(tmpdir(), 'maas-alarms-'));
const service = useService({ MAAS_ALARMS_DIRECTORY: alarmsDirectory });

/**
 * Parsed by the schema that the API promises: nothing may be missing, and nothing more may be told.
 */
async function getVersion(model: string, version: number): Promise<VersionView> {
  const { status, body } = await service.call('GET', `/models/${model}/versions/${version}`);
  expect(status).toBe(200);
  return VersionView.parse(body);
}

describe('an upload by presigned addresses', () => {
  it('goes from 201 over its PUTs to 202 and VALIDATING', async () => {
    const created = await service.call('POST', '/models/presigned/versions', {
      json: {
        files: [{ ...FILE, sha256: FILE.sha256.toUpperCase() }],
        alias: 'live',
        description: 'first',
      },
    });
    expect(created).toMatchObject({
      status: 201,
      headers: { location: '/models/presigned/versions/1' },
      body: {
        model: 'presigned',
        version: 1,
        status: 'PENDING_UPLOAD',
        uploads: [
          {
            path: 'model.onnx',
            method: 'PUT',
            url: expect.stringContaining('http://127.0.0.1:1/_store/'),
            headers: expect.any(Object),
            expiresAt: expect.any(String),
          },
        ],
      },
    });
    expect(await service.call('POST', '/models/presigned/versions/1/complete')).toMatchObject({
      status: 409,
      body: { code: 'UPLOAD_INCOMPLETE' },
    });
    await service.store.put(uploadKey('presigned', 1, 'model.onnx'), BYTES);
    const completed = await service.call('POST', '/models/presigned/versions/1/complete');
    expect(completed).toMatchObject({
      status: 202,
      headers: { location: '/models/presigned/versions/1' },
      body: { status: 'VALIDATING' },
    });
    expect((await service.store.list('submissions/presigned/')).keys).toEqual([
      'submissions/presigned/1.json',
    ]);
    expect(await service.call('POST', '/models/presigned/versions/1/complete')).toMatchObject({
      status: 202,
    });
    expect(await getVersion('presigned', 1)).toMatchObject({
      status: 'VALIDATING',
      alias: 'live',
      description: 'first',
      files: [FILE],
      bytes: 5,
      aliases: [],
    });
  });

  it('is shown READY when its alias has moved, not before: who polls for it calls the alias next', async () => {
    const { version } = await addSubmitted(service.registry, 'settling', { alias: 'live' });
    await service.registry.updateVersion('settling', version, (record) => ({
      ...record,
      status: 'READY',
    }));
    expect((await getVersion('settling', version)).status).toBe('VALIDATING');
    await service.registry.updateVersion('settling', version, (record) => ({
      ...record,
      aliasMovedAt: record.updatedAt,
    }));
    expect((await getVersion('settling', version)).status).toBe('READY');
  });

  it.each([
    ['a byte is another', Buffer.from('bytez')],
    ['there is one byte more', Buffer.from('bytes+')],
    ['there is one byte less', Buffer.from('byte')],
  ])('is not taken for complete when %s', async (_, bytes) => {
    const { body } = await service.call('POST', '/models/damaged/versions', {
      json: { files: [FILE] },
    });
    const { version } = body as { version: number };
    await service.store.put(uploadKey('damaged', version, 'model.onnx'), bytes);
    expect(
      await service.call('POST', `/models/damaged/versions/${version}/complete`),
    ).toMatchObject({ status: 409, body: { code: 'UPLOAD_INCOMPLETE' } });
    expect(await getVersion('damaged', version)).toMatchObject({ status: 'PENDING_UPLOAD' });
  });

  it.each([
    ['there is no body', undefined, 'no body'],
    ['it is a list', [], 'object'],
    ['it names no files', {}, '"files" must be a list'],
    ['the files are none', { files: [] }, 'at least one'],
    ['a size is not a number', { files: [{ ...FILE, bytes: '5' }] }, 'files.0.bytes'],
    ['a size is not a whole number', { files: [{ ...FILE, bytes: 0.5 }] }, 'files.0.bytes'],
    ['a size is below 0', { files: [{ ...FILE, bytes: -1 }] }, 'files.0.bytes'],
    ['a checksum is none', { files: [{ ...FILE, sha256: 'abc' }] }, '64 hexadecimal'],
    ['a path leaves the bundle', { files: [{ ...FILE, path: '../x.onnx' }] }, "'..'"],
    ['the alias is a number', { files: [FILE], alias: '5' }, '"5"'],
    ['the task is unknown', { files: [FILE], task: 'singing' }, 'singing'],
    ['it has what nobody knows', { files: [FILE], extra: 1 }, 'extra'],
  ])('answers 400 when %s', async (_, json, word) => {
    const { status, body } = await service.call(
      'POST',
      '/models/refused/versions',
      json === undefined ? {} : { json },
    );
    expect(body).toEqual({
      error: expect.stringContaining(word),
      code: 'INVALID_REQUEST',
      requestId: 'request-1',
    });
    expect(status).toBe(400);
    expect((await service.call('GET', '/models/refused')).status).toBe(404);
  });

  it.each(['.a', 'a_', '-a', 'a-', 'a%2Fb', 'a'.repeat(64), '%E5%A5%BD'])(
    'answers 400 when the model is called %s',
    async (name) => {
      expect(
        await service.call('POST', `/models/${name}/versions`, { json: { files: [FILE] } }),
      ).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } });
    },
  );

  it('answers 413 when a file is larger than one may be', async () => {
    expect(
      await service.call('POST', '/models/large/versions', {
        json: { files: [{ ...FILE, bytes: 2 ** 40 }] },
      }),
    ).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
  });
});

describe('lists and details', () => {
  beforeAll(async () => {
    for (const name of ['list-a', 'list-b', 'list-c']) {
      await addReady(service.registry, name, 'live');
    }
    for (let count = 0; count < 4; count++) await addSubmitted(service.registry, 'list-a');
  });

  it('pages models by name', async () => {
    const names: string[] = [];
    for (let query = 'limit=2'; query !== '';) {
      const page = ModelList.parse((await service.call('GET', `/models?${query}`)).body);
      names.push(...page.models.map(({ model }) => model));
      query = page.next === undefined ? '' : `limit=2&after=${page.next}`;
    }
    expect(names.filter((name) => name.startsWith('list-'))).toEqual([
      'list-a',
      'list-b',
      'list-c',
    ]);
  });

  it('pages versions from the newest', async () => {
    const first = VersionList.parse(
      (await service.call('GET', '/models/list-a/versions?limit=3')).body,
    );
    const second = VersionList.parse(
      (await service.call('GET', `/models/list-a/versions?limit=3&after=${first.next ?? ''}`)).body,
    );
    expect([first, second].map(({ versions }) => versions.map(({ version }) => version))).toEqual([
      [5, 4, 3],
      [2, 1],
    ]);
    expect(second.next).toBeUndefined();
    expect(second.versions[1]).toMatchObject({
      status: 'READY',
      aliases: ['live'],
      task: 'text-classification',
      labels: ['negative', 'positive'],
    });
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'limit=1.5',
    'limit=',
    'after=',
    'page=2',
    'limit=1&limit=2',
  ])('answers 400 when the query is %s', async (query) => {
    expect((await service.call('GET', `/models?${query}`)).status).toBe(400);
    expect((await service.call('GET', `/models/list-a/versions?${query}`)).status).toBe(400);
  });

  it('tells a model with its ETag', async () => {
    const { headers, body } = await service.call('GET', '/models/list-b');
    expect(ModelView.parse(body)).toMatchObject({
      model: 'list-b',
      aliases: { live: { routes: [{ version: 1, weight: 1 }] } },
    });
    expect(headers.etag).toMatch(/^"[^"]+"$/);
  });

  it.each([
    ['/models/nowhere', 'MODEL_NOT_FOUND'],
    ['/models/nowhere/versions', 'MODEL_NOT_FOUND'],
    ['/models/nowhere/versions/1', 'MODEL_NOT_FOUND'],
    ['/models/list-a/versions/9', 'VERSION_NOT_FOUND'],
    ['/models/list-a/versions/0', 'VERSION_NOT_FOUND'],
    ['/models/list-a/versions/live', 'VERSION_NOT_FOUND'],
  ])('answers 404 to GET %s', async (url, code) => {
    expect(await service.call('GET', url)).toMatchObject({ status: 404, body: { code } });
  });
});

describe('aliases', () => {
  beforeAll(async () => {
    await addReady(service.registry, 'aliased', 'live');
    await addReady(service.registry, 'aliased');
    await addSubmitted(service.registry, 'aliased');
  });

  it.each([
    ['a version', { version: 2 }, 2],
    ['one route', { routes: [{ version: 1, weight: 0.5 }] }, 1],
  ])('moves to %s', async (_, json, version) => {
    const { status, headers, body } = await service.call('PUT', '/models/aliased/aliases/live', {
      json,
    });
    expect(status).toBe(200);
    expect(ModelView.parse(body).aliases.live?.routes).toEqual([{ version, weight: 1 }]);
    expect(headers.etag).toBe((await service.call('GET', '/models/aliased')).headers.etag);
  });

  it.each([
    ['nothing', {}, 400],
    ['both forms', { version: 1, routes: [{ version: 1, weight: 1 }] }, 400],
    ['no route', { routes: [] }, 400],
    ['a weight of 0', { routes: [{ version: 1, weight: 0 }] }, 400],
    ['a text', { version: '1' }, 400],
    ['a weight beyond all others', { routes: [{ version: 1, weight: 1e7 }] }, 400],
    [
      'a version twice',
      {
        routes: [
          { version: 1, weight: 1 },
          { version: 1, weight: 2 },
        ],
      },
      400,
    ],
    [
      'more routes than an alias may have',
      { routes: Array.from({ length: 11 }, (_, index) => ({ version: index + 1, weight: 1 })) },
      400,
    ],
    [
      'routes of which one is not READY',
      {
        routes: [
          { version: 1, weight: 1 },
          { version: 3, weight: 1 },
        ],
      },
      409,
    ],
    ['a shadow without a percentage', { version: 1, shadow: { version: 2 } }, 400],
    ['a version that is not READY', { version: 3 }, 409],
    ['a version that there is not', { version: 9 }, 404],
  ])('answers %s with a sentence and stays', async (_, json, status) => {
    const before = await service.call('GET', '/models/aliased');
    const reply = await service.call('PUT', '/models/aliased/aliases/live', { json });
    expect(reply).toMatchObject({ status, body: { error: expect.stringMatching(/\.$/) } });
    expect((await service.call('GET', '/models/aliased')).body).toEqual(before.body);
  });

  it('split over two versions, which then cannot be deleted; that they do not fit is noted', async () => {
    await addReady(service.registry, 'split');
    await addReady(service.registry, 'split');
    const routes = [
      { version: 1, weight: 90 },
      { version: 2, weight: 10 },
    ];
    const put = (): ReturnType<Service['call']> =>
      service.call('PUT', '/models/split/aliases/live', { json: { routes } });
    expect(await put()).toMatchObject({ status: 200 });
    const { live } = ModelView.parse((await service.call('GET', '/models/split')).body).aliases;
    expect(live).toEqual({ routes, updatedAt: expect.any(String) });
    for (const version of [1, 2]) {
      expect((await service.call('DELETE', `/models/split/versions/${version}`)).status).toBe(409);
    }
    await service.registry.updateVersion('split', 2, (record) => ({
      ...record,
      validation: {
        loadMs: 1,
        peakMemoryBytes: 2 * 1024 ** 3,
        samplesPassed: 0,
        notes: [],
      },
    }));
    expect(ModelView.parse((await put()).body).aliases.live?.notes).toEqual([
      expect.stringContaining('take about 2048 MB of memory, and predict has 1257 for models'),
    ]);
  });

  it('refuses when If-Match is stale, and moves when it is not', async () => {
    const { etag = '' } = (await service.call('GET', '/models/aliased')).headers;
    const put = (version: number): ReturnType<Service['call']> =>
      service.call('PUT', '/models/aliased/aliases/live', {
        json: { version },
        headers: { 'If-Match': etag },
      });
    expect((await put(2)).status).toBe(200);
    expect(await put(1)).toMatchObject({ status: 412, body: { code: 'PRECONDITION_FAILED' } });
    expect(
      await service.call('DELETE', '/models/aliased/aliases/live', {
        headers: { 'If-Match': etag },
      }),
    ).toMatchObject({ status: 412 });
  });

  it('are not called like numbers', async () => {
    expect(
      (await service.call('PUT', '/models/aliased/aliases/12', { json: { version: 1 } })).status,
    ).toBe(400);
  });
});

describe('deletions', () => {
  it('are refused while an alias points there, and leave no trace after', async () => {
    await addReady(service.registry, 'doomed', 'live');
    await addReady(service.registry, 'doomed');
    expect(await service.call('DELETE', '/models/doomed/versions/1')).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    });
    expect(await service.call('DELETE', '/models/doomed')).toMatchObject({
      status: 409,
      body: { code: 'CONFLICT' },
    });
    expect(await service.call('DELETE', '/models/doomed/versions/2')).toMatchObject({
      status: 204,
      body: undefined,
    });
    expect(await getVersion('doomed', 2)).toMatchObject({ status: 'DELETED' });
    expect((await service.call('DELETE', '/models/doomed/aliases/live')).status).toBe(204);
    expect(await service.call('DELETE', '/models/doomed/aliases/live')).toMatchObject({
      status: 404,
      body: { code: 'ALIAS_NOT_FOUND' },
    });
    expect((await service.call('DELETE', '/models/doomed')).status).toBe(204);
    expect((await service.call('GET', '/models/doomed')).status).toBe(404);
    expect((await service.call('DELETE', '/models/doomed')).status).toBe(404);
    expect(
      (await service.store.list('models/doomed/')).keys.filter((key) => key.includes('/files/')),
    ).toEqual([]);
  });
});

describe('what is no route', () => {
  it('answers 405 with the methods of the path', async () => {
    expect(await service.call('DELETE', '/models')).toMatchObject({
      status: 405,
      headers: { allow: 'GET' },
      body: { code: 'METHOD_NOT_ALLOWED' },
    });
    expect((await service.call('PUT', '/models/list-a')).headers.allow).toBe('GET, DELETE');
  });
});

describe('the settings of a model', () => {
  beforeAll(async () => {
    await addReady(service.registry, 'settled');
  });

  it('are replaced as a whole, shown with the model, and gone when they are left out', async () => {
    const set = await service.call('PUT', '/models/settled/settings', {
      json: { timeoutSeconds: 10 },
    });
    expect([set.status, ModelView.parse(set.body).settings]).toEqual([200, { timeoutSeconds: 10 }]);
    expect((await service.call('GET', '/models/settled')).body).toEqual(set.body);
    expect(
      ModelView.parse((await service.call('PUT', '/models/settled/settings', { json: {} })).body)
        .settings,
    ).toBeUndefined();
  });

  it.each([0, 901, 1.5, '10', -1])(
    'are refused with 400 when timeoutSeconds is %j',
    async (timeoutSeconds) => {
      expect(
        await service.call('PUT', '/models/settled/settings', { json: { timeoutSeconds } }),
      ).toMatchObject({
        status: 400,
        body: {
          code: 'INVALID_REQUEST',
          error: expect.stringContaining('whole number of seconds from 1 to 900') as unknown,
        },
      });
    },
  );

  const LIMITS_OF_ITS_OWN = {
    latencyP99Ms: 250,
    errorRatePercent: 0.5,
    minAccuracyPercent: 92.5,
    runbookUrl: 'https://wiki.example/settled?page=1',
  };

  it('give the model alarms of its own, which go with them and with the model', async () => {
    const alarms = new FileAlarmRegistry(alarmsDirectory);
    await addReady(service.registry, 'Watched');
    const set = await service.call('PUT', '/models/watched/settings', { json: LIMITS_OF_ITS_OWN });
    expect([set.status, ModelView.parse(set.body).settings]).toEqual([200, LIMITS_OF_ITS_OWN]);
    expect(await alarms.list()).toEqual([{ model: 'Watched', limits: LIMITS_OF_ITS_OWN }]);

    await service.call('PUT', '/models/watched/settings', { json: { timeoutSeconds: 10 } });
    expect(await alarms.list()).toEqual([]);

    await service.call('PUT', '/models/watched/settings', { json: { minAccuracyPercent: 80 } });
    expect(await alarms.list()).toHaveLength(1);
    expect((await service.call('DELETE', '/models/watched')).status).toBe(204);
    expect(await alarms.list()).toEqual([]);
  });

  it('lose alarms that outlived their model when the deletion is asked for again', async () => {
    const alarms = new FileAlarmRegistry(alarmsDirectory);
    await addReady(service.registry, 'left-behind');
    await service.call('DELETE', '/models/left-behind');
    await alarms.replace('left-behind', { minAccuracyPercent: 80 }); // as a call that died would leave them
    expect((await service.call('DELETE', '/models/left-behind')).status).toBe(404);
    expect(await alarms.list()).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['latencyP99Ms', 0, 'milliseconds from 1 to 900000'],
    ['latencyP99Ms', 900_001, 'milliseconds from 1 to 900000'],
    ['latencyP99Ms', 1.5, 'milliseconds from 1 to 900000'],
    ['errorRatePercent', 0, 'above 0 and below 100'],
    ['errorRatePercent', 100, 'above 0 and below 100'],
    ['errorRatePercent', '5', 'above 0 and below 100'],
    ['minAccuracyPercent', 100, 'above 0 and below 100'],
    ['minAccuracyPercent', -1, 'above 0 and below 100'],
    ['runbookUrl', 'wiki/page', 'begins with https:// or http://'],
    ['runbookUrl', 'javascript:alert(1)', 'begins with https:// or http://'],
    ['runbookUrl', 'https://wiki.example/a b', 'begins with https:// or http://'],
    ['runbookUrl', 'https://wiki.example/\n', 'begins with https:// or http://'],
    ['runbookUrl', `https://wiki.example/${'a'.repeat(300)}`, 'at most 300 characters'],
  ])('are refused with 400 when %s is %j', async (name, value, sentence) => {
    expect(
      await service.call('PUT', '/models/settled/settings', { json: { [name]: value } }),
    ).toMatchObject({
      status: 400,
      body: { code: 'INVALID_REQUEST', error: expect.stringContaining(sentence) as unknown },
    });
  });

  it('are refused when the model was changed since it was read, is unknown, or has no such setting', async () => {
    const headers = { 'if-match': '"another"' };
    expect(
      (
        await service.call('PUT', '/models/settled/settings', {
          json: { timeoutSeconds: 10 },
          headers,
        })
      ).status,
    ).toBe(412);
    expect(
      (await service.call('PUT', '/models/nowhere/settings', { json: { timeoutSeconds: 10 } }))
        .status,
    ).toBe(404);
    expect(
      (await service.call('PUT', '/models/settled/settings', { json: { timeout: 10 } })).status,
    ).toBe(400);
  });
});
