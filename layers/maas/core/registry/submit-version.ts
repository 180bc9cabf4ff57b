import { createHash } from 'node:crypto';
import { FUNCTIONS } from '../../contract/functions.ts';
import { MaasError, PreconditionFailedError } from '../errors.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { isSettled } from './await-validation.ts';
import { submissionKey, uploadKey } from './keys.ts';
import { quote } from '../quote.ts';
import { completeMultipart } from './multipart.ts';
import { RECORD_SCHEMA, type FileRecord, type VersionRecord } from './records.ts';
import type { Registry } from './registry.ts';
import { isInParts } from './split-file.ts';

/** Lambda tries an asynchronous event again after one minute, and after two. */
const RETRY_SECONDS = 180;

/**
 * Declares a version's upload finished and hands it to `ingest`; calling it again does no harm.
 * @throws MaasError VERSION_NOT_FOUND, UPLOAD_INCOMPLETE, CONFLICT when it is past validation
 */
export async function submitVersion(
  registry: Registry,
  model: string,
  version: number,
): Promise<VersionRecord> {
  const record = await registry.getVersion(model, version);
  if (record.status === 'PENDING_UPLOAD') {
    await completeMultipart(registry.store, record);
    for (const file of record.uploads) {
      await checkUpload(registry.store, uploadKey(model, version, file.path), file);
    }
  }
  return submitChecked(registry, model, version);
}

/** The same for uploads whose bytes the caller has just checked itself. */
export async function submitChecked(
  registry: Registry,
  model: string,
  version: number,
): Promise<VersionRecord> {
  let isAgain = false;
  const record = await registry.updateVersion(model, version, (current) => {
    const isUnderWay =
      current.status === 'VALIDATING' || (current.status === 'READY' && !isSettled(current));
    isAgain = isUnderWay && isForsaken(current, registry.nowMs());
    if (current.status === 'PENDING_UPLOAD') return { ...current, status: 'VALIDATING' };
    if (isUnderWay) return isAgain ? { ...current, ingestAttempts: 0 } : current;
    throw new MaasError(
      'CONFLICT',
      `Version ${version} of model '${model}' is ${current.status}; only a version that awaits ` +
        'its upload can be completed.',
    );
  });
  await putSubmission(registry, model, version, isAgain);
  return record;
}

/**
 * Every submission starts `ingest`, and a good model that is begun too often is given up: while one
 * may be under way there is no second.
 */
export async function putSubmission(
  registry: Registry,
  model: string,
  version: number,
  isAgain: boolean,
): Promise<void> {
  const submission = Buffer.from(
    JSON.stringify({ schema: RECORD_SCHEMA, model, version, submittedAt: registry.nowText() }),
  );
  try {
    await registry.store.put(submissionKey(model, version), submission, {
      contentType: 'application/json',
      ...(isAgain ? {} : { ifAbsent: true }),
    });
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error;
  }
}

/**
 * Tells whether all deliveries came to nothing, the dead letter queue's case: an attempt would have
 * ended by now, and the next have begun.
 */
function isForsaken({ updatedAt }: VersionRecord, nowMs: number): boolean {
  // eslint-disable-next-line no-restricted-syntax -- a record's date, as whoever wrote it had it
  return nowMs - Date.parse(updatedAt) > (FUNCTIONS.ingest.timeoutSeconds + RETRY_SECONDS) * 1000;
}

async function checkUpload(store: ObjectStore, key: string, file: FileRecord): Promise<void> {
  const { path, bytes, sha256 } = file;
  const head = await store.head(key);
  if (!head) {
    throw new MaasError(
      'UPLOAD_INCOMPLETE',
      `${quote(path)} is not uploaded yet; PUT it to its address, then complete the version ` +
        'again. POST …/uploads gives new addresses.',
    );
  }
  if (head.sizeBytes !== bytes) {
    throw new MaasError(
      'UPLOAD_INCOMPLETE',
      `${quote(path)} has ${head.sizeBytes} bytes and ${bytes} were declared; start a new ` +
        'version with the right size.',
    );
  }
  // It is too large to be read while somebody waits: `ingest` checks it.
  if (isInParts(file)) return;
  const actual = head.sha256 ?? (await hash(store, key));
  if (actual !== sha256) {
    throw new MaasError(
      'UPLOAD_INCOMPLETE',
      `${quote(path)} has the SHA-256 ${actual} and ${sha256} was declared; start a new ` +
        'version with the right checksum.',
    );
  }
}

/** Reads the bytes to hash them, for a store that does not know the checksum. */
async function hash(store: ObjectStore, key: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of (await store.stream(key)) ?? []) digest.update(chunk);
  return digest.digest('hex');
}
