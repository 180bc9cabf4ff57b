import type { TaskName } from '../tasks/task/task.ts';
import type { RolloutOnReady } from '../rollouts/rollout-request.ts';
import type { FileRecord, VersionRecord } from './records.ts';

export interface NewVersion {
  readonly uploads: readonly FileRecord[];
  readonly alias?: string | undefined;
  /** Instead of `alias`: it moves in steps. */
  readonly rollout?: RolloutOnReady | undefined;
  readonly task?: TaskName | undefined;
  readonly description?: string | undefined;
  /** Which of several `.onnx` files is served. */
  readonly entry?: string | undefined;
}

/** A version's first record. */
export function createRecord(
  model: string,
  version: number,
  { uploads, alias, rollout, task, description, entry }: NewVersion,
  now: string,
): VersionRecord {
  return {
    model,
    version,
    status: 'PENDING_UPLOAD',
    createdAt: now,
    updatedAt: now,
    uploads,
    alias,
    rollout,
    task,
    description,
    entry,
    ingestAttempts: 0,
  };
}
