import { checkModel } from '../onnx/check-model.ts';
import { findExternalFiles, findNestedExternalFiles } from '../onnx/external-data.ts';
import { hasTrees } from '../onnx/has-trees.ts';
import { readModelHeader } from '../onnx/model-header.ts';
import type { Logger } from '../ports/logger.ts';
import { findOpening, listServed, sumBytes } from '../registry/served-files.ts';
import { BundlePaths } from '../registry/path-collisions.ts';
import type {
  BundleRecord,
  FileRecord,
  OpeningRecord,
  OptimizedRecord,
  ValidationRecord,
} from '../registry/records.ts';
import { FileDigest } from './file-digest.ts';
import { findFreePath } from './find-free-path.ts';
import type { ModelOptimization, OptimizeReport } from './model-optimization.ts';
import type { WorkFolder } from './workspace.ts';

/** A model that opens faster is not worth a second file, nor a process that makes it. */
const WORTHWHILE_MS = 4;
/** Least gain, as a share of the time to the first answer, and in milliseconds. */
const GAIN = { share: 0.1, ms: 1 };
/** The thousandth answer may come so much later: what lies within is noise. */
const LATER = 1.1;
const RUNS = 1000;
/** A model that is not on the disk yet is fetched from S3, and hashed on the way, so fast. */
const BYTES_PER_MS = 100_000;
/** After so much time the forms are not opened in turns once more. */
const BUDGET_MS = 2000;
/** Times that the trial opens the model at least: written four times, asked what it takes, compared. */
const OPENINGS = 7;
/** Times that it runs the model at least: once to learn what it takes, four times each it is opened. */
const TRIED_RUNS = 17;
/** An upload waits for the trial: one that may be longer is not begun. */
const TRIAL_MS = 20_000;

export interface AddOptimizedDeps {
  readonly optimization: ModelOptimization;
  /** Bytes that the files of one version may have where they are served. */
  readonly servingBytes: number;
  readonly logger: Logger;
}

type Optimized = Pick<BundleRecord, 'optimized' | 'isParallel'> &
  Pick<ValidationRecord, 'openings'>;

interface TriedModel {
  readonly bundle: BundleRecord;
  readonly createMs: number;
  /** Of a made-up input, where any is known that the model takes. */
  readonly runMs: number | undefined;
  /** Of this validation: each writes a file of its own. */
  readonly attempt: number;
}

/**
 * Tries whether a model that was found good opens faster as ONNX Runtime has optimised it. Whatever
 * goes wrong, the version is served as it is.
 */
export async function addOptimized(
  { bundle, createMs, runMs = 0, attempt }: TriedModel,
  {
    optimization,
    servingBytes,
    logger,
    folder,
    signal,
  }: AddOptimizedDeps & { readonly folder: WorkFolder; readonly signal: AbortSignal },
): Promise<Optimized> {
  if (createMs < WORTHWHILE_MS || (await consistsOfTrees(bundle, folder))) return {};
  if (createMs * OPENINGS + runMs * TRIED_RUNS > TRIAL_MS) {
    logger.info('A version is served as it is: to optimise its model would take too long.', {
      createMs,
      runMs,
    });
    return {};
  }
  try {
    const target = findTarget(bundle, attempt);
    const { entry } = bundle;
    const files = listServed(bundle);
    const job = { folder: folder.path, files, entry, target, budgetMs: BUDGET_MS };
    const { build, isSame, openings, isParallel } = await optimization.optimize(job, signal);
    if (!isSame || !openings) return { openings, isParallel };
    const optimized = { ...(await readOptimized(target, bundle, folder)), build };
    const opening = findOpening({ ...bundle, optimized }, build);
    const isChosen =
      sumBytes([...files, optimized]) <= servingBytes &&
      isFaster(openings, sumBytes(opening.files) - sumBytes(files));
    return { ...(isChosen ? { optimized } : {}), openings, isParallel };
  } catch (error) {
    signal.throwIfAborted();
    logger.warn('A version is served as it is: its model was not optimised.', { error });
    return {};
  }
}

/**
 * They are read as long as ever after it, and several threads add their values up in another order,
 * which gives other bits.
 */
function consistsOfTrees({ entry }: BundleRecord, folder: WorkFolder): Promise<boolean> {
  return folder.withFile(entry, (file) => Promise.resolve(hasTrees(readModelHeader(file).model)));
}

/** A file of this attempt alone: another one at the same time may choose otherwise. */
function findTarget({ files, entry }: BundleRecord, attempt: number): string {
  const places = new BundlePaths();
  for (const { path } of files) places.add(path);
  return findFreePath(entry, `optimized-${attempt}`, places);
}

/**
 * Reads what the process that knows the model has written: it is looked at as an upload is.
 * @throws RejectionError, Error where it needs what the bundle does not have as it is wanted
 */
async function readOptimized(
  path: string,
  bundle: BundleRecord,
  folder: WorkFolder,
): Promise<FileRecord & Pick<OptimizedRecord, 'leaves'>> {
  const beside = path.slice(0, path.lastIndexOf('/') + 1);
  const files = listServed(bundle);
  const sizes = new Map(
    files
      .filter((file) => file.path.startsWith(beside))
      .map((file) => [file.path.slice(beside.length), file.bytes]),
  );
  const findFiles = (name: string, find: typeof findExternalFiles): Promise<string[]> =>
    folder.withFile(name, (file) => {
      const header = readModelHeader(file);
      if (name === path) checkModel(header, sizes);
      return Promise.resolve(find(header.model).map((location) => beside + location));
    });
  const needed = await findFiles(path, findExternalFiles);
  const alone = await findFiles(path, findNestedExternalFiles);
  const shared = files.find((file) => alone.includes(file.path) && file.ownCopy !== true);
  if (shared) throw new Error(`It needs a copy of '${shared.path}' that is its own.`);
  const before = [bundle.entry, ...(await findFiles(bundle.entry, findExternalFiles))];
  return {
    path,
    ...(await measure(path, folder)),
    leaves: before.filter((file) => !needed.includes(file)),
  };
}

async function measure(path: string, folder: WorkFolder): Promise<Omit<FileRecord, 'path'>> {
  const digest = new FileDigest();
  for await (const chunk of folder.read(path)) digest.update(chunk);
  return digest.finish();
}

/** @param moreBytes that are fetched before it is opened */
function isFaster(
  { plain, optimized }: NonNullable<OptimizeReport['openings']>,
  moreBytes: number,
): boolean {
  const fetchMs = Math.max(0, moreBytes) / BYTES_PER_MS;
  const first = toFirstMs(plain);
  const gainMs = first - toFirstMs(optimized) - fetchMs;
  return (
    gainMs >= Math.max(GAIN.ms, GAIN.share * first) &&
    toLastMs(optimized) + fetchMs <= LATER * toLastMs(plain)
  );
}

function toFirstMs({ createMs, firstRunMs = 0 }: OpeningRecord): number {
  return createMs + firstRunMs;
}

function toLastMs(opening: OpeningRecord): number {
  return toFirstMs(opening) + (RUNS - 1) * (opening.runMs ?? 0);
}
