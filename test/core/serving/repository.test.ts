import { describe, expect, it } from '@jest/globals';
import { deleteModel } from '../../../layers/maas/core/registry/delete-version.ts';
import { getModelMetadata } from '../../../layers/maas/core/catalog/model-metadata.ts';
import { listRepository } from '../../../layers/maas/core/catalog/repository-index.ts';
import { createRegistry } from './versions.ts';

describe('getModelMetadata', () => {
  it('names every version that can be called, and the signature of the one meant', async () => {
    const registry = await createRegistry(
      { m: ['READY', 'REJECTED', 'READY', 'VALIDATING', 'DELETED'] },
      { m: 3 },
    );
    const expected = { name: 'm', versions: ['1', '3'], platform: 'onnx_onnxv1' };
    expect(await getModelMetadata(registry, 'm')).toEqual({
      ...expected,
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 3] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 3] }],
    });
    expect(await getModelMetadata(registry, 'm', '1')).toMatchObject({
      ...expected,
      inputs: [{ shape: [-1, 1] }],
    });
  });

  it('names all of them when they are more than one page of the registry', async () => {
    const registry = await createRegistry(
      { m: Array.from({ length: 105 }, () => 'READY') },
      { m: 105 },
    );
    expect((await getModelMetadata(registry, 'm')).versions).toEqual(
      Array.from({ length: 105 }, (_, index) => String(index + 1)),
    );
  });

  it.each([
    ['none', undefined, 'MODEL_NOT_FOUND'],
    ['m', '9', 'VERSION_NOT_FOUND'],
    ['m', '2', 'VERSION_NOT_READY'],
  ])('refuses %s version %s when it cannot be called', async (model, reference, code) => {
    await expect(
      getModelMetadata(
        await createRegistry({ m: ['READY', 'REJECTED'] }, { m: 1 }),
        model,
        reference,
      ),
    ).rejects.toMatchObject({ code });
  });
});

describe('listRepository', () => {
  it('lists every version with its state and the reason when it is not ready', async () => {
    const registry = await createRegistry(
      { b: ['READY'], a: ['READY', 'REJECTED', 'VALIDATING', 'PENDING_UPLOAD', 'DELETED'] },
      { a: 1 },
    );
    expect(await listRepository(registry)).toEqual([
      { name: 'a', version: '1', state: 'READY', reason: '' },
      { name: 'a', version: '2', state: 'UNAVAILABLE', reason: 'It is not an ONNX model.' },
      { name: 'a', version: '3', state: 'LOADING', reason: 'VALIDATING' },
      { name: 'a', version: '4', state: 'UNAVAILABLE', reason: 'PENDING_UPLOAD' },
      { name: 'b', version: '1', state: 'READY', reason: '' },
    ]);
    expect(
      (await listRepository(registry, { ready: true })).map(
        ({ name, version }) => `${name}/${version}`,
      ),
    ).toEqual(['a/1', 'b/1']);
  });

  it('leaves out a model that is deleted while it lists', async () => {
    const registry = await createRegistry({ a: ['READY'], b: ['READY'] });
    const listModels = registry.listModels.bind(registry);
    registry.listModels = async (options) => {
      const page = await listModels(options);
      await deleteModel(registry, 'a');
      return page;
    };
    expect((await listRepository(registry)).map(({ name }) => name)).toEqual(['b']);
  });

  it('lists nothing when there is none, and all when they are more than one page', async () => {
    expect(await listRepository(await createRegistry({}))).toEqual([]);
    const names = Array.from({ length: 120 }, (_, index) => `m${index}`);
    expect(
      await listRepository(
        await createRegistry(Object.fromEntries(names.map((name) => [name, ['READY']]))),
      ),
    ).toHaveLength(120);
  });
});
