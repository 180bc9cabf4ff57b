import { LIMITS } from '../../contract/limits.ts';
import { RejectionError } from '../errors.ts';
import { quote } from '../quote.ts';
import { startOnReady } from '../promotion/rollout-on-ready.ts';
import type { PromotionDeps } from '../promotion/start-rollout.ts';
import { moveAliasForward } from '../registry/aliases.ts';
import { bundleFileKey, submissionKey, uploadKey } from '../registry/keys.ts';
import { isModelFile } from '../registry/model-file.ts';
import type {
  BundleRecord,
  FileRecord,
  ValidationRecord,
  VersionRecord,
} from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { addOptimized, type AddOptimizedDeps } from './add-optimized.ts';
import { listStored } from '../registry/served-files.ts';
import { convertUploads } from './convert-uploads.ts';
import { fetchUploads } from './fetch-uploads.ts';
import { limitRecord } from './limit-record.ts';
import type { ModelConverter } from './model-converter.ts';
import type { ModelProbe } from './model-probe.ts';
import { placeSettings } from './place-settings.ts';
import { prepareBundle } from './prepare-bundle.ts';
import { readParity } from './read-parity.ts';
import { storeBundle } from './store-bundle.ts';
import { whileValidating, type WhileValidatingDeps } from './while-validating.ts';
import type { Workspace } from './workspace.ts';

const MS_PER_SECOND = 1000;

export interface IngestDeps
  extends
    WhileValidatingDeps,
    AddOptimizedDeps,
    Pick<PromotionDeps, 'schedule' | 'getSessionBudget'> {
  readonly workspace: Workspace;
  readonly probe: ModelProbe;
  readonly converter: ModelConverter;
  /** Milliseconds that a prediction may run there, where its model has no limit of its own. */
  readonly servingMs: number;
}

/** The fields of a version that its validation writes. */
type Outcome = Pick<VersionRecord, 'bundle' | 'validation' | 'rejection'> & {
  readonly status: 'READY' | 'REJECTED';
};

/**
 * Takes a submitted version to READY or REJECTED. It may be called again, at the same time even,
 * and after a call that died half-way: the version gets one outcome, and everything after it is
 * done once more until it is done.
 * @throws Error when the service failed, not the model: to be called again
 */
export async function ingestVersion(
  model: string,
  version: number,
  deps: IngestDeps,
): Promise<void> {
  const { registry, logger } = deps;
  let record = await beginAttempt(registry, model, version);
  if (record.status === 'VALIDATING') {
    const begun = record;
    const outcome = await whileValidating(record, deps, (signal) => decide(begun, deps, signal));
    record = outcome
      ? await registry.updateVersion(model, version, (current) =>
          current.status === 'VALIDATING' ? { ...current, ...outcome } : current,
        )
      : await registry.getVersion(model, version);
    if (record.status === 'DELETED') {
      await deleteFiles(registry, { ...record, bundle: outcome?.bundle });
    }
    logger.info('A version was validated.', {
      model,
      version,
      status: record.status,
      rejection: record.rejection?.code,
      validation: record.validation,
    });
  }
  if (record.status === 'READY') {
    await moveAlias(registry, record);
    await startOnReady(deps, record);
  }
  await cleanUp(registry, record);
}

/** Counted before the work, so that one which kills its process each time comes to an end. */
async function beginAttempt(
  registry: Registry,
  model: string,
  version: number,
): Promise<VersionRecord> {
  return registry.updateVersion(model, version, (current) =>
    current.status === 'VALIDATING'
      ? { ...current, ingestAttempts: current.ingestAttempts + 1 }
      : current,
  );
}

async function decide(
  record: VersionRecord,
  deps: IngestDeps,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    if (record.ingestAttempts > toAttempts(record)) {
      throw new RejectionError(
        'VALIDATION_GAVE_UP',
        `The validation did not come to an end in ${toAttempts(record)} attempts, through ` +
          `no fault found in the model; upload it again, or ask the service's operator.`,
      );
    }
    return { status: 'READY', ...(await validate(record, deps, signal)) };
  } catch (error) {
    if (!(error instanceof RejectionError)) throw error;
    return {
      status: 'REJECTED',
      rejection: { code: error.code, message: error.message.slice(0, LIMITS.rejectionLength) },
    };
  }
}

/**
 * Counts the attempts that each event has: those that seemed to be lost may all come at last, and
 * at once.
 */
function toAttempts({ resubmissions = 0 }: VersionRecord): number {
  return LIMITS.ingestAttempts * (1 + resubmissions);
}

async function validate(
  record: VersionRecord,
  deps: IngestDeps,
  signal: AbortSignal,
): Promise<Pick<VersionRecord, 'bundle' | 'validation'>> {
  const { registry, workspace, probe, converter, servingBytes, servingMs } = deps;
  const folder = await workspace.open();
  try {
    const uploads = await fetchUploads(registry.store, record, folder);
    const converted = await convertUploads({ ...record, uploads }, folder, converter, signal);
    const { parity, notes: onParity } = await readParity(record.uploads, folder);
    const prepared = await prepareBundle(converted, folder);
    const files = prepared.files.filter(({ isSource }) => !isSource);
    requireRoom(files, servingBytes);
    const { signature, choice, validation, createMs } = await probe.probe(
      {
        ...prepared,
        folder: folder.path,
        files,
        texts: findTexts(files, record.uploads),
        task: converted.task,
      },
      signal,
    );
    const bundle = {
      entry: prepared.entry,
      parity,
      convertedFrom: converted.source,
      signature,
      ...(await placeSettings(choice, prepared.files, folder)),
    };
    const { optimized, openings, isParallel } = await addOptimized(
      { bundle, createMs, runMs: validation.runMs, attempt: record.ingestAttempts },
      { ...deps, folder, signal },
    );
    const outcome = {
      bundle: { ...bundle, optimized, isParallel },
      validation: {
        ...validation,
        openings,
        notes: [
          ...converted.notes,
          ...onParity,
          ...prepared.notes,
          ...validation.notes,
          ...describeSlowness(validation, servingMs),
        ],
      },
    };
    limitRecord(outcome.bundle, outcome.validation);
    await storeBundle(registry.store, record, outcome.bundle, folder);
    return outcome;
  } finally {
    await folder.remove();
  }
}

/**
 * It says little of other inputs, so it is no reason to reject the version; but its owner should
 * know before its callers do.
 */
function describeSlowness({ runMs = 0 }: ValidationRecord, servingMs: number): string[] {
  if (runMs <= servingMs) return [];
  return [
    `A made-up input took ${runMs / MS_PER_SECOND} s, and a prediction may run ` +
      `${servingMs / MS_PER_SECOND} s: calls like it end in TIMEOUT, unless timeoutSeconds is ` +
      'raised (PUT /models/{model}/settings).',
  ];
}

/** @throws RejectionError TOO_LARGE for what predict has no room for */
function requireRoom(files: readonly FileRecord[], servingBytes: number): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes <= servingBytes) return;
  throw new RejectionError(
    'TOO_LARGE',
    `The version would have ${bytes} bytes of files, and predict has room for ${servingBytes} ` +
      'on its disk; give it more: predictStorageMb of the stack.',
  );
}

/**
 * Finds the files that tasks and samples read: those that travelled inside the model, and of those
 * beside it the ones that are called like text.
 */
function findTexts(files: readonly FileRecord[], uploads: readonly FileRecord[]): string[] {
  const texts = files.filter(
    ({ path }) =>
      /\.(json|jsonl|txt)$/.test(path) ||
      !(isModelFile(path) || uploads.some((upload) => upload.path === path)),
  );
  const large = texts.find(({ bytes }) => bytes > LIMITS.textFileBytes);
  if (large) {
    throw new RejectionError(
      'TOO_LARGE',
      `${quote(large.path)} has ${large.bytes} bytes; a text file of a bundle may have ` +
        `${LIMITS.textFileBytes}.`,
    );
  }
  return texts.map(({ path }) => path);
}

async function moveAlias(
  registry: Registry,
  { model, version, alias, aliasMovedAt }: VersionRecord,
): Promise<void> {
  if (alias === undefined || aliasMovedAt !== undefined) return;
  const isReplaced = await moveAliasForward(registry, model, alias, version);
  const moved = {
    aliasMovedAt: registry.nowText(),
    ...(isReplaced ? { aliasReplaced: true as const } : {}),
  };
  await registry.updateVersion(model, version, (current) =>
    current.aliasMovedAt === undefined ? { ...current, ...moved } : current,
  );
}

/** Deletes the files of a version that was deleted while they were written. */
async function deleteFiles(
  { store }: Registry,
  {
    model,
    version,
    bundle,
  }: Pick<VersionRecord, 'model' | 'version'> & { readonly bundle: BundleRecord | undefined },
): Promise<void> {
  for (const { path } of bundle ? listStored(bundle) : []) {
    await store.delete(bundleFileKey(model, version, path));
  }
}

/** The submission goes last: while it is there, somebody can finish this. */
async function cleanUp(
  { store }: Registry,
  { model, version, uploads }: VersionRecord,
): Promise<void> {
  for (const { path } of uploads) await store.delete(uploadKey(model, version, path));
  await store.delete(submissionKey(model, version));
}
