import type { BundleCache, BundleFolder } from '../ports/bundle-cache.ts';
import type { Logger } from '../ports/logger.ts';
import type { ModelRuntime, ModelSession } from '../ports/model-runtime.ts';
import type { Stopwatch } from '../ports/clock.ts';
import { FileMismatchError, ModelLoadError } from '../errors.ts';
import { LeaseCache } from '../lease-cache.ts';
import { type MemoryLimit, toMegabytes } from '../memory-limit.ts';
import { estimateMemory } from '../registry/estimate-memory.ts';
import { findOpening, listServed, sumBytes } from '../registry/served-files.ts';
import { bundleFileKey } from '../registry/keys.ts';
import { loadResources } from '../tasks/resources.ts';
import type { TaskResources } from '../tasks/task/task.ts';
import type { FileRecord, ReadyVersion } from '../registry/records.ts';

interface Loaded {
  readonly session: ModelSession;
  readonly resources: TaskResources;
}

/** The session maps its files into memory: they stay as long as it does. */
interface Opened extends Loaded {
  readonly folder: BundleFolder;
  readonly downloadMs: number;
  readonly createMs: number;
}

export interface SessionCacheDeps {
  readonly runtime: ModelRuntime;
  readonly bundles: BundleCache;
  readonly clock: Stopwatch;
  readonly logger: Logger;
  /** For one version. @default - none */
  readonly limit?: MemoryLimit;
  /**
   * Called when a file is not what its version's record says, which may be the record's fault.
   * @default - nothing happens
   */
  readonly onMismatch?: (version: ReadyVersion) => void;
}

/** Milliseconds from a request to its session. */
export interface LoadTimes {
  readonly totalMs: number;
  /** The part of these that fetching its files took; making the session of them took the rest. */
  readonly downloadMs: number;
  readonly createMs: number;
}

export interface AcquiredSession extends Loaded {
  /** The times that loading took, if this request found no session in memory. */
  readonly load?: LoadTimes;
  /** To be called once, when the session is no longer used. */
  readonly done: () => void;
}

/**
 * Sessions in memory, with what their tasks read of the bundle: loaded when first asked for, once
 * for all who ask, and the least recently used released above a budget. The last one used stays
 * even where it alone is above: it could be loaded, and to release it would make every request load
 * it anew.
 */
export class SessionCache {
  readonly #deps: SessionCacheDeps;
  readonly #sessions: LeaseCache<Opened>;

  constructor(deps: SessionCacheDeps, budgetBytes: number) {
    this.#deps = deps;
    this.#sessions = new LeaseCache(budgetBytes);
  }

  /** @param onLoad called when the session is not in memory yet @throws ModelLoadError */
  async acquire(
    version: ReadyVersion,
    onLoad: () => void = () => undefined,
  ): Promise<AcquiredSession> {
    const startedAtMs = this.#deps.clock.monotonicMs();
    const id = toBundleId(version);
    const lease = this.#sessions.lease(id, estimateMemory(version), () => this.#open(id, version));
    if (lease.isNew) onLoad();
    this.#evict();
    const done = (): void => {
      lease.release();
      this.#evict();
    };
    try {
      const { session, resources, downloadMs, createMs } = await lease.value;
      const totalMs = this.#deps.clock.monotonicMs() - startedAtMs;
      return {
        session,
        resources,
        done,
        ...(lease.isNew ? { load: { totalMs, downloadMs, createMs } } : {}),
      };
    } catch (error) {
      done();
      throw error;
    }
  }

  /**
   * Loads a version that nobody has called yet, where it fits beside all that is in memory.
   * @returns what loading took; undefined where it is there, or does not fit
   * @throws ModelLoadError
   */
  async warm(version: ReadyVersion): Promise<LoadTimes | undefined> {
    if (!this.mayWarm(version)) return undefined;
    const { load, done } = await this.acquire(version);
    done();
    return load;
  }

  /** Tells whether a version is not in memory, and fits beside all that is. */
  mayWarm(version: ReadyVersion): boolean {
    return (
      !this.#sessions.has(toBundleId(version)) && this.#sessions.hasRoom(estimateMemory(version))
    );
  }

  async #open(id: string, version: ReadyVersion): Promise<Opened> {
    const { runtime, bundles, clock, onMismatch } = this.#deps;
    this.#requireRoom(version);
    const askedAtMs = clock.monotonicMs();
    const { entry, files } = findOpening(version.bundle, runtime.build);
    const folder = await bundles.fetch(toBundleRef(id, version, files)).catch((error: unknown) => {
      if (error instanceof FileMismatchError) onMismatch?.(version);
      throw error;
    });
    const downloadMs = clock.monotonicMs() - askedAtMs;
    try {
      const resources = await loadResources(version.bundle, (path) => folder.readText(path)).catch(
        rethrowAsLoadError,
      );
      const createdAtMs = clock.monotonicMs();
      const session = await runtime.load(`${folder.path}/${entry}`, {
        servedBytes: sumBytes(listServed(version.bundle)),
        isParallel: version.bundle.isParallel,
      });
      const createMs = clock.monotonicMs() - createdAtMs;
      return { resources, folder, session, downloadMs, createMs };
    } catch (error) {
      folder.release();
      throw error;
    }
  }

  /**
   * A version may have been validated for a larger function: here it would take the process with
   * it, at every call.
   * @throws ModelLoadError
   */
  #requireRoom({ model, version, validation }: ReadyVersion): void {
    const { limit } = this.#deps;
    const needed = validation?.ownMemoryBytes ?? 0;
    if (!limit || needed <= limit.sizeBytes) return;
    throw new ModelLoadError(
      `Version ${version} of model '${model}' took ${toMegabytes(needed)} MB of memory when it ` +
        `was validated, and the limit is ${toMegabytes(limit.sizeBytes)} MB: ${limit.reason}.`,
    );
  }

  #evict(): void {
    for (const [id, opened] of this.#sessions.evict(1)) {
      opened.then(release).catch((error: unknown) => {
        this.#deps.logger.warn('A session could not be released.', { id, error });
      });
    }
  }
}

async function release({ session, folder }: Opened): Promise<void> {
  try {
    await session.release();
  } finally {
    folder.release();
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

/**
 * A number is used once, yet a store that was emptied by hand starts again: the time tells such
 * versions apart.
 */
function toBundleId({ model, version, createdAt }: ReadyVersion): string {
  return `${model}-${version}-${Date.parse(createdAt)}`;
}

function toBundleRef(
  id: string,
  { model, version }: ReadyVersion,
  files: readonly FileRecord[],
): Parameters<BundleCache['fetch']>[0] {
  return {
    id,
    files: files.map((file) => ({
      ...file,
      key: bundleFileKey(model, version, file.path),
    })),
  };
}
