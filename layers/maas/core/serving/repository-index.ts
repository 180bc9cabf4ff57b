import { MaasError } from '../errors.ts';
import type { VersionRecord, VersionStatus } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { listAllVersions } from './registry-records.ts';

/** One version in the repository, in the words of the Open Inference Protocol's extension. */
export interface RepositoryEntry {
  readonly name: string;
  readonly version: string;
  readonly state: 'READY' | 'LOADING' | 'UNAVAILABLE';
  readonly reason: string;
}

const STATES: Readonly<Record<Exclude<VersionStatus, 'DELETED'>, RepositoryEntry['state']>> = {
  PENDING_UPLOAD: 'UNAVAILABLE',
  VALIDATING: 'LOADING',
  READY: 'READY',
  REJECTED: 'UNAVAILABLE',
};

export interface ListRepositoryOptions {
  /** Whether versions that cannot be called are left out. @default false */
  readonly ready?: boolean | undefined;
}

/**
 * Every version of every model that is not deleted.
 * @see https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_model_repository.md#index
 */
export async function listRepository(registry: Registry, { ready = false }: ListRepositoryOptions = {}): Promise<RepositoryEntry[]> {
  const entries: RepositoryEntry[] = [];
  for (let after: string | undefined; ; ) {
    const { items, next } = await registry.listModels({ after });
    for (const { model } of items) entries.push(...(await listVersionsOf(registry, model)).flatMap(toEntry)); // a page of its versions is read at once: one model after the other
    if (next === undefined) break;
    after = next;
  }
  return ready ? entries.filter(({ state }) => state === 'READY') : entries;
}

/** None of a model that is deleted meanwhile. */
async function listVersionsOf(registry: Registry, model: string): Promise<VersionRecord[]> {
  try {
    return await listAllVersions(registry, model);
  } catch (error) {
    if (error instanceof MaasError && error.code === 'MODEL_NOT_FOUND') return [];
    throw error;
  }
}

function toEntry({ model, version, status, rejection }: VersionRecord): RepositoryEntry[] {
  if (status === 'DELETED') return [];
  return [{ name: model, version: String(version), state: STATES[status], reason: status === 'READY' ? '' : (rejection?.message ?? status) }];
}
