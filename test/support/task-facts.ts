import type { BundleFacts } from '../../layers/maas/core/ingest/tasks/bundle/bundle-facts.ts';
import { type TaskName } from '../../layers/maas/core/tasks/task/task.ts';
import { BUNDLES } from './task-bundles.ts';

/** A bundle with other files: undefined takes one away. */
export function withFiles(task: TaskName, files: Readonly<Record<string, unknown>>): BundleFacts {
  const texts = new Map(BUNDLES[task].texts);
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) texts.delete(name);
    else texts.set(name, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return { ...BUNDLES[task], texts };
}
