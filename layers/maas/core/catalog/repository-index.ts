import { LIMITS } from '../../contract/limits.ts';
import { mapParallel } from '../map-parallel.ts';
import { listModelPages } from '../registry/list-model-pages.ts';
import { listStates, type VersionState } from '../registry/list-states.ts';
import type { Registry } from '../registry/registry.ts';

/** One version in the repository, in the words of the Open Inference Protocol's extension. */
export interface RepositoryEntry {
  readonly name: string;
  readonly version: string;
  readonly state: 'READY' | 'LOADING' | 'UNAVAILABLE';
  readonly reason: string;
}

const STATES: Readonly<Record<VersionState['status'], RepositoryEntry['state']>> = {
  PENDING_UPLOAD: 'UNAVAILABLE',
  VALIDATING: 'LOADING',
  READY: 'READY',
  REJECTED: 'UNAVAILABLE',
};

export interface ListRepositoryOptions {
  /** True if versions that cannot be called are left out. @default false */
  readonly ready?: boolean | undefined;
}

/**
 * Every version of every model that is not deleted.
 * @see https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_model_repository.md#index
 */
export async function listRepository(
  registry: Registry,
  { ready = false }: ListRepositoryOptions = {},
): Promise<RepositoryEntry[]> {
  const entries: RepositoryEntry[] = [];
  for await (const models of listModelPages(registry)) {
    const states = await mapParallel(models, LIMITS.parallelRecords, (model) =>
      listStates(registry, model),
    );
    entries.push(
      ...models.flatMap(({ model }, index) =>
        (states[index] ?? []).map((state) => toEntry(model, state)),
      ),
    );
  }
  return ready ? entries.filter(({ state }) => state === 'READY') : entries;
}

function toEntry(
  name: string,
  { version, status, reason = status }: VersionState,
): RepositoryEntry {
  return {
    name,
    version: String(version),
    state: STATES[status],
    reason: status === 'READY' ? '' : reason,
  };
}
