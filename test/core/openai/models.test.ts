import { describe, expect, it } from '@jest/globals';
import { getOpenAiModel, listOpenAiModels } from '../../../layers/maas/core/openai/models.ts';
import { BUNDLE, createRegistry } from '../serving/versions.ts';

const registry = await createRegistry({ embedder: ['READY'], other: ['READY'], hidden: ['READY'], broken: ['REJECTED'] }, { embedder: 1, other: 1, broken: 1 });
for (const model of ['embedder', 'hidden', 'broken']) await registry.updateVersion(model, 1, (record) => ({ ...record, bundle: { ...BUNDLE, task: 'feature-extraction' } }));
const expected = { id: 'embedder', object: 'model', created: Date.UTC(2026, 10, 25) / 1000, owned_by: 'serverless-maas' };

describe('the models of /v1', () => {
  it('are those whose live version embeds', async () => {
    expect(await listOpenAiModels(registry)).toEqual({ object: 'list', data: [expected] });
    expect(await getOpenAiModel(registry, 'embedder')).toEqual(expected);
  });

  it.each(['other', 'hidden', 'broken', 'none', 'No/Name', ''])('do not include %j when it cannot be called or does not embed', async (model) => {
    await expect(getOpenAiModel(registry, model)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});
