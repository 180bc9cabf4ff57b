import * as z from 'zod/mini';
import { ALL_TASKS } from '../../layers/maas/core/tasks/all-tasks.ts';
import { TASK_NAMES, type TaskName } from '../../layers/maas/core/tasks/task/task.ts';

/** A key of a task's body, or of what is within one, by its path: `scores`, `parameters.top_k`. */
export interface TaskOption {
  readonly task: TaskName;
  readonly path: string;
}

/** Keys of Hugging Face's bodies that are alike for all tasks. */
const FRAME = ['inputs', 'parameters', 'options'];

/** Every option of every task, of our body and of Hugging Face's. */
export const TASK_OPTIONS: readonly TaskOption[] = TASK_NAMES.flatMap((task) =>
  ALL_TASKS[task].bodies.flatMap((body) => listPaths(body)).map((path) => ({ task, path })),
);

/** The names of a task's options as callers know them, without those that are within another. */
export function listOptionNames(wanted: TaskName): {
  readonly own: readonly string[];
  readonly theirs: readonly string[];
} {
  const paths = TASK_OPTIONS.filter(({ task }) => task === wanted).map(({ path }) =>
    path.split('.'),
  );
  return {
    own: paths.flatMap(([name = '', ...inner]) => (inner.length === 0 ? [name] : [])),
    theirs: paths.flatMap(([outer, name = '', ...inner]) =>
      outer === 'parameters' && inner.length === 0 ? [name] : [],
    ),
  };
}

function listPaths(schema: z.core.$ZodType, outer = ''): string[] {
  const inner = unwrap(schema);
  if (!(inner instanceof z.ZodMiniObject)) return [];
  return Object.entries(inner.shape).flatMap(([key, value]) => {
    if (outer !== '' || !FRAME.includes(key)) {
      return [`${outer}${key}`, ...listPaths(value, `${outer}${key}.`)];
    }
    return key === 'parameters' ? listPaths(value, 'parameters.') : [];
  });
}

/** The schema within those that say when a key may be left out, or be null. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodMiniPipe) return unwrap(schema.def.in);
  if (schema instanceof z.ZodMiniLazy) return unwrap(schema.def.getter());
  return schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniNullable
    ? unwrap(schema.def.innerType)
    : schema;
}
