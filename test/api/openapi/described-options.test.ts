import { expect, it } from '@jest/globals';
import { buildOpenApi } from '../../../layers/maas/api/openapi/build-openapi.ts';
import { TASK_NAMES } from '../../../layers/maas/core/tasks/task/task.ts';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
}

/** They are alike for all tasks: what they hold is described. */
const FRAME = ['inputs', 'parameters'];

const { components } = JSON.parse(JSON.stringify(buildOpenApi())) as {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

it.each(TASK_NAMES)('the OpenAPI document says what every option of %s is', (task) => {
  const name = task.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  const found = listOptions(components.schemas[`${name}Request`] ?? {});
  expect(found.length).toBeGreaterThan(0);
  expect(
    found
      .filter(({ description = '' }) => description === '')
      .map(({ path }) => `${task}: describe "${path}" in its schema, z.describe('What it does.')`),
  ).toEqual([]);
});

function listOptions({ properties = {}, anyOf = [] }: Schema, outer = ''): Option[] {
  return [
    ...anyOf.flatMap((schema) => listOptions(schema, outer)),
    ...Object.entries(properties).flatMap(([key, schema]) => {
      const path = `${outer}${key}`;
      if (path === 'inputs') return [];
      return [
        ...(FRAME.includes(path) ? [] : [{ path, description: schema.description }]),
        ...listOptions(schema, `${path}.`),
      ];
    }),
  ];
}

interface Option {
  readonly path: string;
  readonly description: string | undefined;
}
