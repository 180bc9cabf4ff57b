import { beforeAll, describe, expect, it } from '@jest/globals';
import { ModelList, ModelView } from '../../../layers/maas/api/schemas/model-view.ts';
import { VersionList } from '../../../layers/maas/api/schemas/version-view.ts';
import { addReady, addSubmitted } from '../../support/registry.ts';
import { service, getVersion } from '../../support/models-service.ts';

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

describe('a call by HEAD', () => {
  it('is answered as that by GET', async () => {
    const { status, body } = await service.call('HEAD', '/models/list-a');
    expect([status, body]).toEqual([200, (await service.call('GET', '/models/list-a')).body]);
  });
});

describe('what is no route', () => {
  it('answers 405 with the methods of the path', async () => {
    expect(await service.call('DELETE', '/models')).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
      body: { code: 'METHOD_NOT_ALLOWED' },
    });
    expect((await service.call('PUT', '/models/list-a')).headers.allow).toBe('GET, HEAD, DELETE');
  });
});
