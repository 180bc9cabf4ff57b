import { isEither, isListOf, isNumber, isOptional, isShape, isText } from '../../json/guards.ts';
import { isJsonObject } from '../../json/json-object.ts';
import type { TaskContext, TaskSetup, TaskModel } from './task.ts';

type LongSettings = Pick<TaskSetup, 'labels' | 'config'>;

const isLongSettings = isShape<LongSettings>({
  labels: isOptional(isListOf(isEither(isText, isNumber))),
  config: isOptional(isJsonObject),
});

/**
 * The labels and settings that ingest wrote into a file of the bundle, as they were too long for
 * the version's record.
 */
export function readSettings(text: string): LongSettings {
  const settings: unknown = JSON.parse(text); // checked against the SHA-256 of what ingest wrote
  if (isLongSettings(settings)) return settings;
  throw new Error("The bundle's file of labels and settings is not in a form that is read here.");
}

/** A version's context with those of its file, which are there when its model is. */
export function withSettings<T extends TaskContext>(
  context: T,
  { resources }: Pick<TaskModel, 'resources'>,
): T {
  return context.settingsFile === undefined ? context : { ...context, ...resources.settings };
}
