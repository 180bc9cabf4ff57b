import { describe, expect, it } from '@jest/globals';
import { getReadyModel } from '../../../layers/maas/core/neighbours/readiness.ts';
import { listOpenAiModels } from '../../../layers/maas/core/catalog/openai-models.ts';
import { BUNDLE, createRegistry } from '../serving/versions.ts';

const registry = await createRegistry(
  { embedder: ['READY'], other: ['READY'], hidden: ['READY'], broken: ['REJECTED'] },
  { embedder: 1, other: 1, broken: 1 },
);
for (const model of ['embedder', 'hidden', 'broken']) {
  await registry.updateVersion(model, 1, (record) => ({
    ...record,
    bundle: { ...BUNDLE, task: 'feature-extraction' },
  }));
}
const expected = {
  id: 'embedder',
  object: 'model',
  created: Date.UTC(2026, 10, 25) / 1000,
  owned_by: 'serverless-maas',
};

describe('the models of /v1', () => {
  it('are those whose live version embeds', async () => {
    expect(await listOpenAiModels(registry)).toEqual({ object: 'list', data: [expected] });
  });

  it('are one by one those that can be called, in the words of KServe as well', async () => {
    expect(await getReadyModel(registry, 'EMBEDDER')).toEqual({
      ...expected,
      name: 'embedder',
      ready: true,
    });
    expect(await getReadyModel(registry, 'other')).toMatchObject({ id: 'other', ready: true });
  });

  it.each(['hidden', 'broken', 'none', 'No/Name', ''])(
    'do not include %j when it cannot be called',
    async (model) => {
      await expect(getReadyModel(registry, model)).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
      });
    },
  );
});
