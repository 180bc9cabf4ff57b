import { LIMITS } from '../../contract/limits.ts';
import { RejectionError } from '../errors.ts';
import { checkModel } from '../onnx/check-model.ts';
import type { ClassLabels } from '../onnx/class-labels.ts';
import { encodeModel } from '../onnx/encode-model.ts';
import {
  findExternalFiles,
  findNestedExternalFiles,
  POINTER_BYTES,
} from '../onnx/external-data.ts';
import { identifyForeignFile, isLfsPointer } from '../onnx/identify-foreign-file.ts';
import { type ModelHeader, readModelHeader } from '../onnx/model-header.ts';
import type { GraphOutputs } from '../onnx/output-facts.ts';
import type { OutputFunctions } from '../onnx/output-functions.ts';
import { prepareModel, type PreparedModel } from '../onnx/prepare-model.ts';
import type { FileBytes } from '../ports/model-runtime.ts';
import { quote } from '../quote.ts';
import { BundlePaths } from '../registry/path-collisions.ts';
import type { FileRecord, VersionRecord } from '../registry/records.ts';
import { FileDigest } from './file-digest.ts';
import { findFreePath } from './find-free-path.ts';
import { findModelFile } from './find-model-file.ts';
import { isAboutParity } from './read-parity.ts';
import type { WorkFolder } from './workspace.ts';

/**
 * Files of weights, of other models and of other frameworks: where the model does not name them,
 * nothing reads them, and loading would wait for them.
 */
const WEIGHTS =
  /\.(onnx|onnx[._]data(_\d+)?|safetensors|bin|pt|pth|h5|keras|msgpack|gguf|tflite|ot)$/i;

/** A bundle as it will be served, its files on the local disk. */
export interface PreparedBundle {
  readonly files: readonly FileRecord[];
  readonly entry: string;
  readonly labels?: ClassLabels;
  /** Facts that the graph states of the model's outputs. */
  readonly outputs: GraphOutputs;
  readonly outputFunctions: OutputFunctions;
  /** Inputs and outputs that declare no shape. */
  readonly unshaped: readonly string[];
  /** Inputs whose values the graph looks up among categories. */
  readonly categories: readonly string[];
  readonly notes: readonly string[];
}

/** @throws RejectionError where the model is refused before it is run */
export async function prepareBundle(
  { uploads, entry }: Pick<VersionRecord, 'uploads' | 'entry'>,
  folder: WorkFolder,
): Promise<PreparedBundle> {
  const path = findModelFile({ uploads, entry });
  return folder.withFile(path, async (file) => {
    const header = readHeader(path, file);
    const modelFolder = path.slice(0, path.lastIndexOf('/') + 1);
    checkModel(header, listBeside(modelFolder, uploads));
    const external = findExternalFiles(header.model).map((location) => modelFolder + location);
    await refusePointers(external, uploads, folder);
    const alone = findNestedExternalFiles(header.model).map((location) => modelFolder + location);
    const prepared = prepareModel(header, path.slice(modelFolder.length));
    const kept = uploads.filter((upload) =>
      upload.path === path
        ? prepared.needsOriginal
        : upload.isSource === true || external.includes(upload.path) || !WEIGHTS.test(upload.path),
    );
    const { carried: taken, places, notes } = placeCarried(prepared, uploads);
    const served = prepared.isRewritten ? findFreePath(path, 'prepared', places) : path;
    const carried = await writeCarried(taken, folder);
    const written = prepared.isRewritten ? [await writeHeader(header, served, folder)] : [];
    const unread = kept.map((record): FileRecord =>
      isAboutParity(record.path) ? { ...record, isSource: true } : record,
    );
    const files = [...unread, ...carried, ...written].map((record): FileRecord =>
      alone.includes(record.path) ? { ...record, ownCopy: true } : record,
    );
    const made = written.length + uploads.filter(({ isSource }) => isSource).length * 2;
    if (files.length > LIMITS.bundleFiles + made) {
      throw new RejectionError(
        'TOO_LARGE',
        `The bundle has ${files.length} files, those in its model's metadata included; ` +
          `the limit is ${LIMITS.bundleFiles}.`,
      );
    }
    const { outputs, outputFunctions, unshaped, categories, labels } = prepared;
    return {
      files,
      entry: served,
      outputs,
      outputFunctions,
      unshaped,
      categories,
      notes: [...describeChoice(path, uploads, kept), ...prepared.notes, ...notes],
      labels,
    };
  });
}

/**
 * Reads the model's header. A file that is no model is told by its bytes: its owner learns what it
 * is instead of where it breaks off.
 */
function readHeader(path: string, file: FileBytes): ModelHeader {
  try {
    return readModelHeader(file);
  } catch (error) {
    const foreign =
      error instanceof RejectionError && error.code === 'NOT_ONNX'
        ? identifyForeignFile(file)
        : undefined;
    if (!foreign) throw error;
    throw new RejectionError(
      'NOT_ONNX',
      `${quote(path)} is not an ONNX model but ${foreign.is}: ${foreign.next}.`,
      { cause: error },
    );
  }
}

/** Sizes of the files that a model can name: those in its own folder, by their paths from there. */
function listBeside(
  modelFolder: string,
  uploads: readonly FileRecord[],
): ReadonlyMap<string, number> {
  const beside = uploads.filter(({ path }) => path.startsWith(modelFolder));
  return new Map(beside.map(({ path, bytes }) => [path.slice(modelFolder.length), bytes]));
}

/**
 * A tensor may be as small as the pointer that came instead of its data.
 * @throws RejectionError EXTERNAL_DATA_MISSING
 */
async function refusePointers(
  external: readonly string[],
  uploads: readonly FileRecord[],
  folder: WorkFolder,
): Promise<void> {
  for (const { path, bytes } of uploads.filter(
    (upload) => external.includes(upload.path) && upload.bytes < POINTER_BYTES,
  )) {
    const isPointer = await folder.withFile(path, (file) =>
      Promise.resolve(isLfsPointer(file.read(0, bytes))),
    );
    if (isPointer) {
      throw new RejectionError(
        'EXTERNAL_DATA_MISSING',
        `${quote(path)}, which has data of the model's tensors, is a pointer of Git LFS, and ` +
          'not the file itself; run `git lfs pull` and upload it again.',
      );
    }
  }
}

function describeChoice(
  path: string,
  uploads: readonly FileRecord[],
  kept: readonly FileRecord[],
): string[] {
  const left = uploads
    .filter((upload) => upload.path !== path && !kept.includes(upload))
    .map((upload) => quote(upload.path));
  return left.length > 0
    ? [`${quote(path)} is served; left out, as nothing reads it: ${left.join(', ')}.`]
    : [];
}

async function writeHeader(
  header: ModelHeader,
  path: string,
  folder: WorkFolder,
): Promise<FileRecord> {
  const digest = new FileDigest();
  await folder.write(
    path,
    tap(encodeModel(header), (chunk) => {
      digest.update(chunk);
    }),
  );
  return { path, ...digest.finish() };
}

/**
 * Those of the carried files that are served: one that was uploaded under the same path is the one
 * that its owner meant.
 * @throws RejectionError INVALID_PATH when a disk could not hold one beside the others
 */
function placeCarried(
  { carriedFiles }: PreparedModel,
  uploads: readonly FileRecord[],
): { carried: [string, string][]; places: BundlePaths; notes: string[] } {
  const uploaded = new Set(uploads.map(({ path }) => path));
  const places = new BundlePaths();
  for (const path of uploaded) places.add(path);
  const hidden = [...carriedFiles.keys()].filter((path) => uploaded.has(path));
  const carried = [...carriedFiles].filter(([path]) => !uploaded.has(path));
  for (const [path] of carried) {
    const collision = places.add(path);
    if (collision !== undefined) {
      throw new RejectionError(
        'INVALID_PATH',
        `A file in the model's metadata has no place: ${collision}`,
      );
    }
  }
  return {
    carried,
    places,
    notes: hidden.map(
      (path) =>
        `The model carries a ${quote(path)} in its metadata; the one uploaded beside it is used.`,
    ),
  };
}

async function writeCarried(
  carried: readonly [string, string][],
  folder: WorkFolder,
): Promise<FileRecord[]> {
  const files: FileRecord[] = [];
  for (const [path, text] of carried) {
    const content = Buffer.from(text);
    await folder.write(path, [content]);
    files.push({ path, ...FileDigest.of(content) });
  }
  return files;
}

function* tap<T>(items: Iterable<T>, look: (item: T) => void): Generator<T, void, undefined> {
  for (const item of items) {
    look(item);
    yield item;
  }
}
