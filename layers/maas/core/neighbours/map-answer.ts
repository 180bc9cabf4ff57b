import type { TaskCall } from '../tasks/task/task.ts';

/**
 * The same call, its answer in another shape.
 * @param map from what the task answers, whose shape its caller knows
 */
export function mapAnswer(call: TaskCall, map: (body: never) => unknown): TaskCall {
  return async (model) => {
    const answer = await call(model);
    return { ...answer, body: map(answer.body as never) };
  };
}
