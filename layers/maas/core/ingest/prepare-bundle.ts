import { createHash } from 'node:crypto';
import { LIMITS } from '../../contract/limits.ts';
import { RejectionError } from '../errors.ts';
import { checkModel } from '../onnx/check-model.ts';
import type { ClassLabels } from '../onnx/class-labels.ts';
import { encodeModel } from '../onnx/encode-model.ts';
import { type ModelHeader, readModelHeader } from '../onnx/model-header.ts';
import type { GraphOutputs } from '../onnx/output-facts.ts';
import { prepareModel, type PreparedModel } from '../onnx/prepare-model.ts';
import { quote } from '../quote.ts';
import { findPathFault } from '../registry/names.ts';
import { BundlePaths } from '../registry/path-collisions.ts';
import type { FileRecord } from '../registry/records.ts';
import type { WorkFolder } from './workspace.ts';

/** A bundle as it will be served, its files on the local disk. */
export interface PreparedBundle {
  readonly files: readonly FileRecord[];
  readonly entry: string;
  readonly labels?: ClassLabels;
  /** What the graph says of the model's outputs. */
  readonly outputs: GraphOutputs;
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
    const kept = uploads.filter((upload) => prepared.needsOriginal || upload.path !== path);
    const { carried: taken, places, notes } = placeCarried(prepared, uploads);
    const entry = prepared.isRewritten ? findFreePath(path, places) : path;
    const carried = await writeCarried(taken, folder);
    const written = prepared.isRewritten ? [await writeHeader(header, entry, folder)] : [];
    const files = [...kept, ...carried, ...written];
    if (files.length > LIMITS.bundleFiles + written.length) throw new RejectionError('TOO_LARGE', `The bundle has ${files.length} files, those in its model's metadata included; ${LIMITS.bundleFiles} are the most.`);
    return { files, entry, outputs: prepared.outputs, unshaped: prepared.unshaped, notes: [...prepared.notes, ...notes], ...(prepared.labels ? { labels: prepared.labels } : {}) };
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

function findFreePath(path: string, places: BundlePaths): string {
  const own = path.slice(0, -'.onnx'.length);
  const stem = findPathFault(`${own}.prepared99.onnx`) === undefined ? own : 'model'; // a name that is as long as may be has no room for more
  for (let attempt = 1; ; attempt++) {
    const candidate = `${stem}.prepared${attempt === 1 ? '' : attempt}.onnx`;
    if (places.add(candidate) === undefined) return candidate;
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

/**
 * Those of the carried files that are served: one that was uploaded under the same path is the one that its owner meant.
 * @throws RejectionError INVALID_PATH when a disk could not hold one beside the others
 */
function placeCarried({ carriedFiles }: PreparedModel, uploads: readonly FileRecord[]): { carried: [string, string][]; places: BundlePaths; notes: string[] } {
  const uploaded = new Set(uploads.map(({ path }) => path));
  const places = new BundlePaths();
  for (const path of uploaded) places.add(path);
  const hidden = [...carriedFiles.keys()].filter((path) => uploaded.has(path));
  const carried = [...carriedFiles].filter(([path]) => !uploaded.has(path));
  for (const [path] of carried) {
    const collision = places.add(path);
    if (collision !== undefined) throw new RejectionError('INVALID_PATH', `A file in the model's metadata has no place: ${collision}`);
  }
  return { carried, places, notes: hidden.map((path) => `The model carries a ${quote(path)} in its metadata; the one uploaded beside it is used.`) };
}

async function writeCarried(carried: readonly [string, string][], folder: WorkFolder): Promise<FileRecord[]> {
  const files: FileRecord[] = [];
  for (const [path, text] of carried) {
    const content = Buffer.from(text);
    await folder.write(path, [content]);
    files.push({ path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') });
  }
  return files;
}

function* tap<T>(items: Iterable<T>, look: (item: T) => void): Generator<T, void, undefined> {
  for (const item of items) {
    look(item);
    yield item;
  }
}
