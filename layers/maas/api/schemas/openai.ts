import * as z from 'zod/mini';

export const EmbeddingsView = z.strictObject({
  object: z.literal('list'),
  model: z.string(),
  data: z.array(
    z.strictObject({
      object: z.literal('embedding'),
      index: z.int(),
      embedding: z.union([z.array(z.number()), z.string()]),
    }),
  ),
  usage: z.strictObject({ prompt_tokens: z.int(), total_tokens: z.int() }),
});

export const OpenAiModelView = z.strictObject({
  id: z.string(),
  object: z.literal('model'),
  created: z.int().check(z.describe('Seconds since 1970.')),
  owned_by: z.string(),
});
/** KServe's clients read the two last. */
export const ReadyModelView = z.extend(OpenAiModelView, {
  name: z.string(),
  ready: z.literal(true),
});
export const OpenAiModelListView = z.strictObject({
  object: z.literal('list'),
  data: z.array(OpenAiModelView),
});
