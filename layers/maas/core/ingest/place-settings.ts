import { LIMITS } from '../../contract/limits.ts';
import { BundlePaths } from '../registry/path-collisions.ts';
import type { BundleRecord, FileRecord } from '../registry/records.ts';
import type { TaskChoice } from '../tasks/task/task.ts';
import { FileDigest } from './file-digest.ts';
import type { WorkFolder } from './workspace.ts';

type Placed = Pick<
  BundleRecord,
  'files' | 'task' | 'scoring' | 'labels' | 'config' | 'settingsFile' | 'labelCount'
>;

/**
 * Decides where labels and settings are kept: in the version's record when they are short, else in
 * a file of its bundle that is read with the model.
 */
export async function placeSettings(
  choice: TaskChoice,
  files: readonly FileRecord[],
  folder: WorkFolder,
): Promise<Placed> {
  const { labels, config, ...small } = choice;
  const content = Buffer.from(JSON.stringify({ labels, config }));
  if (content.length <= LIMITS.recordSettingsBytes) return { files, ...choice };
  const path = findFreePath(files);
  await folder.write(path, [content]);
  return {
    files: [...files, { path, ...FileDigest.of(content) }],
    ...small,
    settingsFile: path,
    labelCount: labels?.length,
  };
}

function findFreePath(files: readonly FileRecord[]): string {
  const places = new BundlePaths();
  for (const { path } of files) places.add(path);
  for (let attempt = 1; ; attempt++) {
    const candidate = `settings.prepared${attempt === 1 ? '' : attempt}.json`;
    if (places.add(candidate) === undefined) return candidate;
  }
}
