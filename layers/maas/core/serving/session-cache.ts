import type { Clock, BundleCache, Logger, ModelRuntime, ModelSession } from '../ports.ts';
import { bundleFileKey } from '../registry/keys.ts';
import type { ReadyVersion } from './resolve-version.ts';

interface Entry {
  readonly session: Promise<ModelSession>;
  readonly sizeBytes: number;
  /** Requests that are using the session now; it is not released before they are done. */
  users: number;
}

export interface SessionCacheDeps {
  readonly runtime: ModelRuntime;
  readonly bundles: BundleCache;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface AcquiredSession {
  readonly session: ModelSession;
  /** Milliseconds from the request to the session, where this request found none in memory. */
  readonly loadMs?: number;
  /** To be called once, when the session is no longer used. */
  done(): void;
}

/** Sessions in memory: loaded when first asked for, once for all who ask, and the least recently used released above a budget. */
export class SessionCache {
  readonly #deps: SessionCacheDeps;
  readonly #budgetBytes: number;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();

  constructor(deps: SessionCacheDeps, budgetBytes: number) {
    this.#deps = deps;
    this.#budgetBytes = budgetBytes;
  }

  /** @throws ModelLoadError */
  async acquire(version: ReadyVersion): Promise<AcquiredSession> {
    const startedAtMs = this.#deps.clock.nowMs();
    const id = toBundleId(version);
    const known = this.#entries.get(id);
    const entry = known ?? this.#load(id, version);
    this.#touch(id, entry);
    entry.users++;
    const done = (): void => {
      entry.users--;
      this.#evict();
    };
    try {
      const session = await entry.session;
      return { session, done, ...(known ? {} : { loadMs: this.#deps.clock.nowMs() - startedAtMs }) };
    } catch (error) {
      done();
      throw error;
    }
  }

  #load(id: string, version: ReadyVersion): Entry {
    const { runtime, bundles } = this.#deps;
    const open = async (): Promise<ModelSession> => {
      const folder = await bundles.fetch(toBundleRef(id, version));
      return runtime.load(`${folder.path}/${version.bundle.entry}`);
    };
    const entry: Entry = { session: open(), sizeBytes: estimateSize(version), users: 0 };
    entry.session.catch(() => this.#entries.delete(id)); // the next request tries again
    return entry;
  }

  #touch(id: string, entry: Entry): void {
    this.#entries.delete(id);
    this.#entries.set(id, entry);
  }

  #evict(): void {
    let total = [...this.#entries.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const [id, entry] of this.#entries) {
      if (total <= this.#budgetBytes) return;
      if (entry.users > 0) continue;
      this.#entries.delete(id);
      total -= entry.sizeBytes;
      entry.session.then((session) => session.release()).catch((error: unknown) => { this.#deps.logger.warn('A session could not be released.', { id, error }); });
    }
  }
}

/** What the version took when it was validated, and never less than its weights. */
function estimateSize({ bundle, validation }: ReadyVersion): number {
  return Math.max(validation?.peakMemoryBytes ?? 0, bundle.files.reduce((sum, { bytes }) => sum + bytes, 0));
}

/** A number is used once, yet a store that was emptied by hand starts again: the time tells such versions apart. */
function toBundleId({ model, version, createdAt }: ReadyVersion): string {
  return `${model}-${version}-${Date.parse(createdAt)}`;
}

function toBundleRef(id: string, { model, version, bundle }: ReadyVersion): Parameters<BundleCache['fetch']>[0] {
  return { id, files: bundle.files.map((file) => ({ ...file, key: bundleFileKey(model, version, file.path) })) };
}
