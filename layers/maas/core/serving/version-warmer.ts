import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { LoadMarks } from '../ports/load-marks.ts';
import type { Logger } from '../ports/logger.ts';
import { modelKey, versionKey } from '../registry/keys.ts';
import type { ModelRecord, ReadyVersion, VersionRecord } from '../registry/records.ts';
import { isReady, type RecordReader } from './resolve-version.ts';
import type { SessionCache } from './session-cache.ts';

export interface WarmDeps {
  readonly records: RecordReader;
  readonly sessions: Pick<SessionCache, 'mayWarm' | 'warm'>;
  readonly openMarks: () => Promise<LoadMarks>;
  readonly logger: Pick<Logger, 'debug' | 'info'>;
}

/** The facts that are known of a call when it has been answered. */
export type AnsweredCall = Pick<PredictionFacts, 'model' | 'version' | 'alias'>;

/** With less time left nothing is loaded: a function that is ended in the middle starts anew. */
const LEAST_MS = 5000;
/** Versions that are remembered as not to be loaded. */
const MOST_FAILED = 100;

/**
 * Loads what an alias may call next, when an answer of it has gone out: the other versions of a
 * split, and the candidate of a roll-out before it has any traffic. So the first calls of a candidate
 * do not wait for it, and its p99 is not its cold start. What does not fit beside what is in memory
 * is left, and what fails is told to whoever calls it. A version that ends the process as it is
 * loaded takes one instance, and not each that has answered a call of its neighbours.
 */
export class VersionWarmer {
  readonly #deps: WarmDeps;
  readonly #failed = new Set<string>();
  #isBusy = false;

  constructor(deps: WarmDeps) {
    this.#deps = deps;
  }

  /** One version at a time. It throws nothing. @param remainingMs that the function may run yet */
  async warmNext(
    { model, version: answeredBy, alias }: AnsweredCall,
    remainingMs: number,
  ): Promise<void> {
    const others = alias?.versions.filter((version) => version !== answeredBy) ?? [];
    if (model === undefined || others.length === 0) return;
    if (this.#isBusy || remainingMs < LEAST_MS) return;
    this.#isBusy = true;
    try {
      for (const version of others) {
        if (await this.#warm(model, version)) break;
      }
    } finally {
      this.#isBusy = false;
    }
  }

  /** @returns true if it was loaded */
  async #warm(model: string, version: number): Promise<boolean> {
    const { sessions, openMarks, logger } = this.#deps;
    const name = `${model}/${version}`;
    if (this.#failed.has(name)) return false;
    try {
      const found = await this.#find(model, version);
      if (!found || !sessions.mayWarm(found)) return false;
      const marks = await openMarks();
      if (!(await marks.begin(name))) return false;
      const load = await sessions.warm(found).finally(() => marks.end(name));
      if (!load) return false;
      logger.info('A version was loaded before its first call.', { model, version, ...load });
      return true;
    } catch (error) {
      if (this.#failed.size >= MOST_FAILED) this.#failed.clear();
      this.#failed.add(name);
      logger.debug('A version could not be loaded ahead.', { model, version, error });
      return false;
    }
  }

  async #find(model: string, version: number): Promise<ReadyVersion | undefined> {
    const { records } = this.#deps;
    const owner = await records.find<ModelRecord>(modelKey(model));
    const served = owner?.served?.[version];
    if (served) return served;
    const record = await records.find<VersionRecord>(versionKey(model, version));
    return record && isReady(record) ? record : undefined;
  }
}
