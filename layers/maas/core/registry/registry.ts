import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import type { Clock, ObjectStore } from '../ports.ts';
import type { TaskName } from '../tasks/task.ts';
import { modelKey, modelsPrefix, versionKey, versionsPrefix } from './keys.ts';
import { RecordStore, type Stored } from './record-store.ts';
import type { FileRecord, ModelRecord, VersionRecord } from './records.ts';

export interface NewVersion {
  readonly uploads: readonly FileRecord[];
  readonly alias?: string | undefined;
  readonly task?: TaskName | undefined;
  readonly description?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Pass it as `after` to get the next page; undefined on the last one. */
  readonly next?: string;
}

export interface PageOptions {
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** The models and their versions, as records in the object store. */
export class Registry {
  readonly store: ObjectStore;
  readonly #records: RecordStore;
  readonly #clock: Clock;

  constructor(store: ObjectStore, clock: Clock) {
    this.store = store;
    this.#records = new RecordStore(store);
    this.#clock = clock;
  }

  nowText(): string {
    return new Date(this.#clock.nowMs()).toISOString();
  }

  /** Takes the next free number; two callers at once get two numbers. */
  async createVersion(model: string, { uploads, alias, task, description }: NewVersion): Promise<VersionRecord> {
    await this.#ensureModel(model);
    const numbers = await this.#listVersionNumbers(model);
    for (let version = (numbers[0] ?? 0) + 1; ; version++) {
      const now = this.nowText();
      const record: VersionRecord = {
        model,
        version,
        status: 'PENDING_UPLOAD',
        createdAt: now,
        updatedAt: now,
        uploads,
        ...(alias === undefined ? {} : { alias }),
        ...(task === undefined ? {} : { task }),
        ...(description === undefined ? {} : { description }),
        ingestAttempts: 0,
      };
      if (await this.#records.create(versionKey(model, version), record)) return record;
    }
  }

  /** @throws MaasError VERSION_NOT_FOUND */
  async getVersion(model: string, version: number): Promise<VersionRecord> {
    const stored = await this.#records.find<VersionRecord>(versionKey(model, version));
    return stored?.value ?? throwVersionNotFound(model, version);
  }

  /** @throws MaasError VERSION_NOT_FOUND, or what `change` throws */
  async updateVersion(model: string, version: number, change: (record: VersionRecord) => VersionRecord): Promise<VersionRecord> {
    const stored = await this.#records.update<VersionRecord>(versionKey(model, version), (record) => {
      const changed = change(record);
      return changed === record ? record : { ...changed, updatedAt: this.nowText() };
    });
    return stored?.value ?? throwVersionNotFound(model, version);
  }

  /** Newest first. @throws MaasError MODEL_NOT_FOUND */
  async listVersions(model: string, { after, limit = LIMITS.pageSize }: PageOptions = {}): Promise<Page<VersionRecord>> {
    await this.getModel(model);
    const older = (await this.#listVersionNumbers(model)).filter((number) => after === undefined || number < Number(after));
    const items = await Promise.all(older.slice(0, limit).map((number) => this.getVersion(model, number)));
    return { items, ...(older.length > limit ? { next: String(older[limit - 1]) } : {}) };
  }

  /** @throws MaasError MODEL_NOT_FOUND, also for a deleted one */
  async getModel(model: string): Promise<Stored<ModelRecord>> {
    const stored = await this.#records.find<ModelRecord>(modelKey(model));
    if (stored && stored.value.deletedAt === undefined) return stored;
    throw new MaasError('MODEL_NOT_FOUND', `There is no model '${model}'; GET /models lists those that there are.`);
  }

  /** @throws MaasError MODEL_NOT_FOUND, or what `change` throws */
  async updateModel(model: string, change: (record: ModelRecord, etag: string) => ModelRecord): Promise<Stored<ModelRecord>> {
    await this.getModel(model);
    const stored = await this.#records.update<ModelRecord>(modelKey(model), change);
    return stored ?? this.getModel(model);
  }

  /** By name. Deleted ones are left out, so a page may be shorter than its limit. */
  async listModels({ after, limit = LIMITS.pageSize }: PageOptions = {}): Promise<Page<ModelRecord>> {
    const prefix = modelsPrefix();
    const page = await this.store.list(prefix, { delimiter: '/', limit, ...(after === undefined ? {} : { startAfter: `${prefix}${after}/` }) });
    const names = page.keys.map((key) => key.slice(prefix.length, -1));
    const records = await Promise.all(names.map((name) => this.#records.find<ModelRecord>(modelKey(name))));
    const items = records.flatMap((stored) => (stored && stored.value.deletedAt === undefined ? [stored.value] : []));
    const last = names.at(-1);
    return { items, ...(page.isTruncated && last !== undefined ? { next: last } : {}) };
  }

  async #ensureModel(model: string): Promise<void> {
    const key = modelKey(model);
    if (await this.#records.create(key, { model, createdAt: this.nowText(), aliases: {} } satisfies ModelRecord)) return;
    await this.#records.update<ModelRecord>(key, (record) => {
      if (record.deletedAt === undefined) return record;
      const { deletedAt: _, ...revived } = record;
      return revived;
    });
  }

  /** Newest first. */
  async #listVersionNumbers(model: string): Promise<number[]> {
    const prefix = versionsPrefix(model);
    const keys: string[] = [];
    for (let isTruncated = true; isTruncated; ) {
      const last = keys.at(-1);
      const page = await this.store.list(prefix, { delimiter: '/', ...(last === undefined ? {} : { startAfter: last }) });
      keys.push(...page.keys);
      isTruncated = page.isTruncated;
    }
    return keys.map((key) => Number(key.slice(prefix.length, -1))).sort((a, b) => b - a);
  }
}

function throwVersionNotFound(model: string, version: number): never {
  throw new MaasError('VERSION_NOT_FOUND', `There is no version ${version} of model '${model}'; GET /models/${model}/versions lists those that there are.`);
}
