import { describe, expect, it } from '@jest/globals';
import { readRecords } from '../../../layers/maas/core/serving/registry-records.ts';
import { resolveVersion } from '../../../layers/maas/core/serving/resolve-version.ts';
import { createRegistry } from './versions.ts';

const registry = await createRegistry(
  {
    m: ['READY', 'READY', 'REJECTED', 'PENDING_UPLOAD', 'VALIDATING', 'DELETED'],
    bare: ['READY'],
    gone: ['DELETED'],
  },
  { m: 2 },
);
await registry.updateModel('gone', (record) => ({ ...record, deletedAt: registry.nowText() }));
const resolve = async (model: string, reference?: string): Promise<number> =>
  (await resolveVersion(readRecords(registry), model, reference)).version;

describe('resolveVersion', () => {
  it.each([
    ['the alias live', undefined, 2],
    ['that alias', 'live', 2],
    ['that number', '1', 1],
  ])('finds %s when the reference is %s', async (_, reference, version) => {
    expect(await resolve('m', reference)).toBe(version);
  });

  it.each([
    ['none', undefined],
    ['other', undefined],
    ['gone', undefined],
    ['gone', '1'],
    ['none', '1'],
    // Names that no model can have are unknown models too.
    ['', undefined],
    ['-', undefined],
    ['.m', undefined],
    ['a/b', undefined],
    ['..', '1'],
    ['__proto__', undefined],
    ['a'.repeat(64), undefined],
    ['模型', '1'],
    ['a\0', undefined],
  ])('finds no model when it is %j, version %s', async (model, reference) => {
    await expect(resolve(model, reference)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  it('finds model and alias when they are written in another case', async () => {
    expect(await resolve('M', 'LIVE')).toBe(2);
  });

  it.each(['6', '7', '999999999'])('finds no version when it is %s', async (reference) => {
    await expect(resolve('m', reference)).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
  });

  it.each([
    'canary',
    '0',
    '-1',
    '01',
    '1.0',
    '1e0',
    ' 1',
    '1000000000',
    '',
    'latest',
    '__proto__',
    'constructor',
    'toString',
    'live ',
    '../1',
    '\u0661',
  ])('finds no alias when the reference is %j', async (reference) => {
    await expect(resolve('m', reference)).rejects.toMatchObject({ code: 'ALIAS_NOT_FOUND' });
  });

  it('finds nothing when no version is named and the model has no alias yet', async () => {
    await expect(resolve('bare')).rejects.toMatchObject({
      code: 'ALIAS_NOT_FOUND',
      message: expect.stringContaining('no alias yet'),
    });
  });

  it.each([
    ['3', 'REJECTED'],
    ['4', 'PENDING_UPLOAD'],
    ['5', 'VALIDATING'],
  ])('says that version %s cannot be called when it is %s', async (reference, status) => {
    await expect(resolve('m', reference)).rejects.toMatchObject({
      code: 'VERSION_NOT_READY',
      message: expect.stringContaining(status),
    });
  });
});
