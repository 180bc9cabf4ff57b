import { readSettings } from './task/long-settings.ts';
import type { TaskContext, TaskResources } from './task/task.ts';
import { findTextConfig } from './text/text-config.ts';

/**
 * Reads what a version's task needs beside the session, once per loaded session.
 * @param readText a file of the bundle
 * @throws Error when a file is missing or cannot be read as what it is
 */
export async function loadResources(
  context: Pick<TaskContext, 'config' | 'settingsFile'>,
  readText: (path: string) => Promise<string>,
): Promise<TaskResources> {
  const settings =
    context.settingsFile === undefined
      ? undefined
      : readSettings(await readText(context.settingsFile));
  const kept = settings ? { settings } : {};
  const text = findTextConfig((settings ?? context).config);
  if (!text) return kept;
  const [{ readTokenizer }, ...texts] = await Promise.all([
    // eslint-disable-next-line no-restricted-syntax -- of core itself, and nothing for models of tensors
    import('./text/read-tokenizer.ts'),
    ...[text.tokenizer, ...text.settings].map((path) => readText(path)),
  ]);
  const { positionsAfter } = text;
  return {
    ...kept,
    tokenizer: readTokenizer(text.tokenizer, text.settings, texts, text.classSettings),
    positionsAfter,
  };
}
