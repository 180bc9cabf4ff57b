import type { TaskName } from '../tasks/task/task.ts';
import type { FileRecord, VersionRecord } from './records.ts';

export interface NewVersion {
  readonly uploads: readonly FileRecord[];
  readonly alias?: string | undefined;
  readonly task?: TaskName | undefined;
  readonly description?: string | undefined;
  /** Which of several `.onnx` files is served. */
  readonly entry?: string | undefined;
}

/** A version's first record. */
export function createRecord(
  model: string,
  version: number,
  { uploads, alias, task, description, entry }: NewVersion,
  now: string,
): VersionRecord {
  return {
    model,
    version,
    status: 'PENDING_UPLOAD',
    createdAt: now,
    updatedAt: now,
    uploads,
    ...(alias === undefined ? {} : { alias }),
    ...(task === undefined ? {} : { task }),
    ...(description === undefined ? {} : { description }),
    ...(entry === undefined ? {} : { entry }),
    ingestAttempts: 0,
  };
}
