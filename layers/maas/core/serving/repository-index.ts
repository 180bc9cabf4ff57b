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
    const versions = await Promise.all(items.map(({ model }) => listAllVersions(registry, model)));
    entries.push(...versions.flat().flatMap(toEntry));
    if (next === undefined) break;
    after = next;
  }
  return ready ? entries.filter(({ state }) => state === 'READY') : entries;
}

function toEntry({ model, version, status, rejection }: VersionRecord): RepositoryEntry[] {
  if (status === 'DELETED') return [];
  return [{ name: model, version: String(version), state: STATES[status], reason: status === 'READY' ? '' : (rejection?.message ?? status) }];
}
