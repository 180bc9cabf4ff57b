import { createHash } from 'node:crypto';
import { LIMITS } from '../../contract/limits.ts';
import { RejectionError } from '../errors.ts';
import { checkModel } from '../onnx/check-model.ts';
import type { ClassLabels } from '../onnx/class-labels.ts';
import { encodeModel } from '../onnx/encode-model.ts';
import { type ModelHeader, readModelHeader } from '../onnx/model-header.ts';
import { prepareModel, type PreparedModel } from '../onnx/prepare-model.ts';
import { quote } from '../quote.ts';
import type { FileRecord } from '../registry/records.ts';
import type { WorkFolder } from './workspace.ts';

/** A bundle as it will be served, its files on the local disk. */
export interface PreparedBundle {
  readonly files: readonly FileRecord[];
  readonly entry: string;
  readonly labels?: ClassLabels;
  /** Inputs and outputs that declare no shape. */
  readonly unshaped: readonly string[];
  readonly notes: readonly string[];
}

/** @throws RejectionError where the model is refused before it is run */
export async function prepareBundle(uploads: readonly FileRecord[], folder: WorkFolder): Promise<PreparedBundle> {
  const path = findModelFile(uploads.map((file) => file.path));
  return folder.withFile(path, async (file) => {
    const header = readModelHeader(file);
    checkModel(header, new Map(uploads.map((upload) => [upload.path, upload.bytes])));
    const prepared = prepareModel(header, path);
    const entry = prepared.isRewritten ? findFreePath(path, uploads) : path;
    const kept = uploads.filter((upload) => prepared.needsOriginal || upload.path !== path);
    const { files: carried, notes } = await writeCarried(prepared, uploads, folder);
    const written = prepared.isRewritten ? [await writeHeader(header, entry, folder)] : [];
    const files = [...kept, ...carried, ...written];
    if (files.length > LIMITS.bundleFiles + written.length) throw new RejectionError('TOO_LARGE', `The bundle has ${files.length} files, those in its model's metadata included; ${LIMITS.bundleFiles} are the most.`);
    return { files, entry, unshaped: prepared.unshaped, notes: [...prepared.notes, ...notes], ...(prepared.labels ? { labels: prepared.labels } : {}) };
  });
}

/** @throws RejectionError NO_MODEL_FILE */
function findModelFile(paths: readonly string[]): string {
  const models = paths.filter((path) => path.endsWith('.onnx') && !path.includes('/'));
  const [first, ...others] = models;
  if (models.includes('model.onnx')) return 'model.onnx';
  if (first !== undefined && others.length === 0) return first;
  throw new RejectionError('NO_MODEL_FILE', `A bundle needs a 'model.onnx', or one other file at its root that ends in '.onnx'; got ${paths.map(quote).join(', ')}.`);
}

function findFreePath(path: string, uploads: readonly FileRecord[]): string {
  const stem = path.slice(0, -'.onnx'.length);
  for (let attempt = 1; ; attempt++) {
    const candidate = `${stem}.prepared${attempt === 1 ? '' : attempt}.onnx`;
    if (!uploads.some((upload) => upload.path === candidate)) return candidate;
  }
}

async function writeHeader(header: ModelHeader, path: string, folder: WorkFolder): Promise<FileRecord> {
  const hash = createHash('sha256');
  let bytes = 0;
  await folder.write(path, tap(encodeModel(header), (chunk) => {
    hash.update(chunk);
    bytes += chunk.length;
  }));
  return { path, bytes, sha256: hash.digest('hex') };
}

/** A file uploaded under the same path is the one that its owner meant. */
async function writeCarried({ carriedFiles }: PreparedModel, uploads: readonly FileRecord[], folder: WorkFolder): Promise<{ files: FileRecord[]; notes: string[] }> {
  const files: FileRecord[] = [];
  const notes: string[] = [];
  for (const [path, text] of carriedFiles) {
    if (uploads.some((upload) => upload.path === path)) {
      notes.push(`The model carries a ${quote(path)} in its metadata; the one uploaded beside it is used.`);
      continue;
    }
    const content = Buffer.from(text);
    await folder.write(path, [content]);
    files.push({ path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') });
  }
  return { files, notes };
}

function* tap<T>(items: Iterable<T>, look: (item: T) => void): Generator<T, void, undefined> {
  for (const item of items) {
    look(item);
    yield item;
  }
}
