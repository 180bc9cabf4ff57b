import { omitNulls } from '../json/omit-nulls.ts';
import { withSettings } from './task/long-settings.ts';
import type { TaskCall, TaskContext, TaskVersion } from './task/task.ts';
import { tensorTask } from './tensor.ts';

/**
 * Reads a body for a version; whatever its task, `{"tensors": …}` speaks to the model itself.
 * @throws MaasError
 */
export function prepareTask({ task, ...context }: TaskVersion, body: unknown): TaskCall {
  const given = omitNulls(body);
  const isTensors = typeof given === 'object' && given !== null && Object.hasOwn(given, 'tensors');
  const chosen = isTensors ? tensorTask : task;
  const prepare = (known: TaskContext): TaskCall =>
    chosen.prepare(given, { ...known, config: chosen.parseConfig(known.config, known.signature) });
  if (context.settingsFile === undefined) return prepare(context);
  return (model) => prepare(withSettings(context, model))(model);
}
