import * as z from 'zod/mini';
import type { AliasRecord, ModelRecord } from '../../core/registry/records.ts';
import { ModelSettingsView } from './model-settings.ts';

const AliasView = z.strictObject({
  routes: z.array(z.strictObject({ version: z.int(), weight: z.number() })),
  shadow: z
    .optional(z.strictObject({ version: z.int(), percent: z.number(), tolerance: z.number() }))
    .check(z.describe('Gets copies of its calls, and answers nobody.')),
  notes: z.optional(z.array(z.string())),
  updatedAt: z.iso.datetime(),
});

/** A model as the API shows it. */
export const ModelView = z.strictObject({
  model: z.string(),
  createdAt: z.iso.datetime(),
  aliases: z.record(z.string(), AliasView),
  settings: z.optional(ModelSettingsView),
});

export const ModelList = z.strictObject({
  models: z.array(ModelView),
  next: z.optional(z.string()),
});

function toAliasView({ routes, shadow, notes, updatedAt }: AliasRecord): z.infer<typeof AliasView> {
  return {
    routes: routes.map(({ version, weight }) => ({ version, weight })),
    shadow: shadow && { ...shadow },
    notes: notes && [...notes],
    updatedAt,
  };
}

export function toModelView({
  model,
  createdAt,
  aliases,
  settings = {},
}: ModelRecord): z.infer<typeof ModelView> {
  return {
    model,
    createdAt,
    aliases: Object.fromEntries(
      Object.entries(aliases).map(([alias, record]) => [alias, toAliasView(record)]),
    ),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  };
}
