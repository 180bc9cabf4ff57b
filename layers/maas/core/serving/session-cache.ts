import type {
  BundleCache,
  BundleFolder,
  Logger,
  ModelRuntime,
  ModelSession,
  Stopwatch,
} from '../ports.ts';
import { ModelLoadError } from '../errors.ts';
import { bundleFileKey } from '../registry/keys.ts';
import { loadResources } from '../tasks/resources.ts';
import type { TaskResources } from '../tasks/task/task.ts';
import type { ReadyVersion } from './resolve-version.ts';

interface Loaded {
  readonly session: ModelSession;
  readonly resources: TaskResources;
}

/** The session maps its files into memory: they stay as long as it does. */
interface Opened extends Loaded {
  readonly folder: BundleFolder;
}

interface Entry {
  readonly loaded: Promise<Opened>;
  readonly sizeBytes: number;
  /** Requests that are using the session now; it is not released before they are done. */
  users: number;
}

export interface SessionCacheDeps {
  readonly runtime: ModelRuntime;
  readonly bundles: BundleCache;
  readonly clock: Stopwatch;
  readonly logger: Logger;
}

export interface AcquiredSession extends Loaded {
  /** Milliseconds from the request to the session, where this request found none in memory. */
  readonly loadMs?: number;
  /** To be called once, when the session is no longer used. */
  readonly done: () => void;
}

/**
 * Sessions in memory, with what their tasks read of the bundle: loaded when first asked for, once for all who ask, and the least recently used released
 * above a budget. The last one used stays even where it alone is above: it could be loaded, and to release it would make every request load it anew.
 */
export class SessionCache {
  readonly #deps: SessionCacheDeps;
  readonly #budgetBytes: number;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();

  constructor(deps: SessionCacheDeps, budgetBytes: number) {
    this.#deps = deps;
    this.#budgetBytes = budgetBytes;
  }

  /** @param onLoad called when the session is not in memory yet @throws ModelLoadError */
  async acquire(
    version: ReadyVersion,
    onLoad: () => void = () => undefined,
  ): Promise<AcquiredSession> {
    const startedAtMs = this.#deps.clock.monotonicMs();
    const id = toBundleId(version);
    const known = this.#entries.get(id);
    if (!known) onLoad();
    const entry = known ?? this.#load(id, version);
    this.#touch(id, entry);
    entry.users++;
    this.#evict();
    const done = (): void => {
      entry.users--;
      this.#evict();
    };
    try {
      const { session, resources } = await entry.loaded;
      return {
        session,
        resources,
        done,
        ...(known ? {} : { loadMs: this.#deps.clock.monotonicMs() - startedAtMs }),
      };
    } catch (error) {
      done();
      throw error;
    }
  }

  #load(id: string, version: ReadyVersion): Entry {
    const { runtime, bundles } = this.#deps;
    const open = async (): Promise<Opened> => {
      const folder = await bundles.fetch(toBundleRef(id, version));
      try {
        const resources = await loadResources(version.bundle, (path) =>
          folder.readText(path),
        ).catch(rethrowAsLoadError);
        return {
          resources,
          folder,
          session: await runtime.load(`${folder.path}/${version.bundle.entry}`),
        };
      } catch (error) {
        folder.release();
        throw error;
      }
    };
    const entry: Entry = { loaded: open(), sizeBytes: estimateSize(version), users: 0 };
    entry.loaded.catch(() => this.#entries.delete(id)); // the next request tries again
    return entry;
  }

  #touch(id: string, entry: Entry): void {
    this.#entries.delete(id);
    this.#entries.set(id, entry);
  }

  #evict(): void {
    let total = [...this.#entries.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const [id, entry] of this.#entries) {
      if (total <= this.#budgetBytes || this.#entries.size === 1) return;
      if (entry.users > 0) continue;
      this.#entries.delete(id);
      total -= entry.sizeBytes;
      entry.loaded
        .then(({ session, folder }) =>
          session.release().finally(() => {
            folder.release();
          }),
        )
        .catch((error: unknown) => {
          this.#deps.logger.warn('A session could not be released.', { id, error });
        });
    }
  }
}

function rethrowAsLoadError(error: unknown): never {
  throw error instanceof ModelLoadError
    ? error
    : new ModelLoadError(
        `The bundle's tokenizer or settings cannot be read: ${(error as Error).message}`,
        { cause: error },
      );
}

/** What the version took when it was validated, and never less than its weights. */
function estimateSize({ bundle, validation }: ReadyVersion): number {
  return Math.max(
    validation?.peakMemoryBytes ?? 0,
    bundle.files.reduce((sum, { bytes }) => sum + bytes, 0),
  );
}

/** A number is used once, yet a store that was emptied by hand starts again: the time tells such versions apart. */
function toBundleId({ model, version, createdAt }: ReadyVersion): string {
  return `${model}-${version}-${Date.parse(createdAt)}`;
}

function toBundleRef(
  id: string,
  { model, version, bundle }: ReadyVersion,
): Parameters<BundleCache['fetch']>[0] {
  return {
    id,
    files: bundle.files.map((file) => ({ ...file, key: bundleFileKey(model, version, file.path) })),
  };
}
