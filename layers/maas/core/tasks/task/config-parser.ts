import { ModelLoadError } from '../../errors.ts';
import type { Guard } from '../../json/guards.ts';
import type { TaskName } from './task.ts';

/** Makes the settings of a task of those that a record keeps. @throws ModelLoadError */
export type ConfigParser<Config> = (recorded: object | undefined) => Config;

/**
 * Settings are looked at once for each record in memory, as every call of a version asks for them.
 */
export function createConfigParser<Config extends object>(
  task: TaskName,
  isConfig: Guard<Config>,
): ConfigParser<Config> {
  const parsed = new WeakMap<object, Config>();
  return (recorded = {}) => {
    const known = parsed.get(recorded);
    if (known) return known;
    if (!isConfig(recorded)) {
      throw new ModelLoadError(
        `The version's settings for ${task} are not in a form that this release reads; upload its ` +
          'files again.',
      );
    }
    parsed.set(recorded, recorded);
    return recorded;
  };
}
