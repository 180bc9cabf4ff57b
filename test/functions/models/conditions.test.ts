import { beforeAll, describe, expect, it } from '@jest/globals';
import { addReady } from '../../support/registry.ts';
import { service } from '../../support/models-service.ts';

/** Changes that must not happen, with the condition that they were made to depend on. */
const CONDITIONS: readonly [string, string, string, string, object?][] = [
  ['PUT', '/models/bound/aliases/live', 'If-None-Match', '*', { version: 2 }],
  ['PUT', '/models/bound/aliases/new', 'If-Unmodified-Since', 'x', { version: 2 }],
  ['PUT', '/models/bound/settings', 'If-None-Match', '"old"', { timeoutSeconds: 5 }],
  ['DELETE', '/models/bound/versions/2', 'If-Match', '"old"'],
  ['DELETE', '/models/bound', 'If-Match', '"old"'],
  ['POST', '/models/bound/versions', 'If-None-Match', '*', { files: [] }],
];

describe('a change with a condition that it does not heed', () => {
  beforeAll(async () => {
    await addReady(service.registry, 'bound');
    await addReady(service.registry, 'bound');
  });

  it.each(CONDITIONS)('is refused when it is %s %s with %s', async (...condition) => {
    const [method, path, name, value, json] = condition;
    const before = await service.call('GET', '/models/bound');
    expect(await service.call(method, path, { json, headers: { [name]: value } })).toMatchObject({
      status: 412,
      body: {
        code: 'PRECONDITION_FAILED',
        error: expect.stringContaining(`heeds no ${name}, so nothing was done`) as unknown,
      },
    });
    expect((await service.call('GET', '/models/bound')).body).toEqual(before.body);
  });

  it('is no matter when nothing is changed', async () => {
    const { status } = await service.call('GET', '/models/bound', {
      headers: { 'If-None-Match': '*', 'If-Match': '"old"' },
    });
    expect(status).toBe(200);
  });
});

describe('a change with a query', () => {
  it.each<[string, string, string, object?]>([
    ['PUT', '/models/bound/aliases/new', 'version', { version: 2 }],
    ['POST', '/models/bound/versions', 'alias', { files: [] }],
    ['DELETE', '/models/bound', 'dryRun'],
  ])('is refused when it is %s %s with %s', async (...call) => {
    const [method, path, name, json] = call;
    await addReady(service.registry, 'bound');
    const before = await service.call('GET', '/models/bound');
    expect(await service.call(method, `${path}?${name}=1`, { json })).toMatchObject({
      status: 400,
      body: {
        code: 'INVALID_REQUEST',
        error: expect.stringContaining(
          `takes no query, so nothing was done; got "${name}"`,
        ) as unknown,
      },
    });
    expect((await service.call('GET', '/models/bound')).body).toEqual(before.body);
  });
});
