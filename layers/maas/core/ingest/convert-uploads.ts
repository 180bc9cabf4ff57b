import { findBoosterFormat } from '../convert/booster-format.ts';
import type { BoosterSource } from '../convert/ensemble/booster-source.ts';
import { findPathFault } from '../bundle-path.ts';
import { BundlePaths } from '../registry/path-collisions.ts';
import type { FileRecord, VersionRecord } from '../registry/records.ts';
import type { TaskName } from '../tasks/task/task.ts';
import { findModelFile } from './find-model-file.ts';
import type { ModelConverter } from './model-converter.ts';
import type { WorkFolder } from './workspace.ts';

/** A bundle as it goes on: what was uploaded, and what a conversion has put beside it. */
export interface ConvertedUploads {
  readonly uploads: readonly FileRecord[];
  readonly entry?: string;
  /** The one that the converted model is for. */
  readonly task?: TaskName;
  readonly source?: BoosterSource & { readonly path: string };
  readonly notes: readonly string[];
}

/**
 * Puts an ONNX model beside XGBoost's or LightGBM's own file, told by its content, and leaves every
 * other bundle as it is.
 * @throws RejectionError NO_MODEL_FILE, NOT_CONVERTIBLE, TOO_LARGE, TIME_LIMIT, MEMORY_LIMIT, …
 */
export async function convertUploads(
  record: Pick<VersionRecord, 'uploads' | 'entry' | 'task'>,
  folder: WorkFolder,
  converter: ModelConverter,
  signal: AbortSignal,
): Promise<ConvertedUploads> {
  const { uploads, entry, task } = record;
  const path = findModelFile(record);
  const format = await folder.withFile(path, (file) => Promise.resolve(findBoosterFormat(file)));
  if (format === undefined) {
    return {
      uploads,
      notes: [],
      entry,
      task,
    };
  }
  const names = uploads.map((upload) => upload.path);
  const modelFolder = path.slice(0, path.lastIndexOf('/') + 1);
  const target = findFreePath(path, names);
  const hasColumns = names.some((name) => /(^|\/)columns\.txt$/.test(name));
  const report = await converter.convert(
    {
      folder: folder.path,
      path,
      format,
      target,
      ...(hasColumns ? {} : { columns: `${modelFolder}columns.txt` }),
    },
    signal,
  );
  return {
    uploads: [
      ...uploads.map((file) => (file.path === path ? { ...file, isSource: true as const } : file)),
      ...report.files,
    ],
    entry: target,
    task: task ?? report.task,
    source: { path, ...report.source },
    notes: report.notes,
  };
}

/** Beside the file that it is made of, called after it. */
function findFreePath(path: string, names: readonly string[]): string {
  const places = new BundlePaths();
  for (const name of names) places.add(name);
  const own = path.replace(/\.[^./]*$/, '');
  const stem = findPathFault(`${own}.converted99.onnx`) === undefined ? own : 'model';
  for (let attempt = 1; ; attempt++) {
    const candidate = `${stem}.converted${attempt === 1 ? '' : attempt}.onnx`;
    if (places.add(candidate) === undefined) return candidate;
  }
}
