import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import type { Clock, ObjectStore } from '../ports.ts';
import type { TaskName } from '../tasks/task.ts';
import { modelKey, modelsPrefix, versionKey, versionsPrefix } from './keys.ts';
import { foldName } from './names.ts';
import { RecordStore, type Sleep, type Stored } from './record-store.ts';
import type { FileRecord, ModelRecord, VersionRecord } from './records.ts';

export interface NewVersion {
  readonly uploads: readonly FileRecord[];
  readonly alias?: string | undefined;
  readonly task?: TaskName | undefined;
  readonly description?: string | undefined;
  /** Which of several `.onnx` files is served. */
  readonly entry?: string | undefined;
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

export interface RegistryOptions {
  /** Milliseconds for which an instance may answer from a record that it has read. @default 0 */
  readonly trustMs?: number;
  /** @default - nothing is waited for */
  readonly sleep?: Sleep;
  /** From 0 to below 1. @default - callers that are in each other's way wait equally long */
  readonly random?: () => number;
}

/** The models and their versions, as records in the object store. */
export class Registry {
  readonly store: ObjectStore;
  readonly #records: RecordStore;
  readonly #clock: Clock;
  readonly #trustMs: number;
  readonly #sleep: Sleep;

  constructor(store: ObjectStore, clock: Clock, { trustMs = 0, sleep = () => Promise.resolve(), random = () => 1 }: RegistryOptions = {}) {
    this.store = store;
    this.#records = new RecordStore(store, { sleep, random });
    this.#clock = clock;
    this.#trustMs = trustMs;
    this.#sleep = sleep;
  }

  /** How long it takes after a change until no instance answers from what was before. */
  get trustMs(): number {
    return this.#trustMs;
  }

  /** Called after a change: answers when no instance trusts what was before. */
  async outlastTrust(): Promise<void> {
    if (this.#trustMs > 0) await this.#sleep(this.#trustMs + LIMITS.clockDifferenceMs);
  }

  /** Whether an instance may still trust what it read before this time. One far ahead was told before the clock was set back. */
  isWithinTrust(time: string | undefined): boolean {
    return time !== undefined && Math.abs(this.nowMs() - Date.parse(time)) < this.#trustMs;
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  nowText(): string {
    return new Date(this.nowMs()).toISOString();
  }

  /** Takes the next free number; two callers at once get two numbers. The record has the model's name as the model's own record writes it. */
  async createVersion(name: string, { uploads, alias, task, description, entry }: NewVersion): Promise<VersionRecord> {
    const { model } = await this.#ensureModel(name);
    const [newest = 0] = await this.listVersionNumbers(model);
    for (let version = newest + 1; ; version++) {
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
        ...(entry === undefined ? {} : { entry }),
        ingestAttempts: 0,
      };
      if (!(await this.#records.create(versionKey(model, version), record))) continue;
      await this.#ensureModel(model); // a deletion may have come between; one that comes later finds this version
      return record;
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
    const older = (await this.listVersionNumbers(model)).filter((number) => after === undefined || number < Number(after));
    const page = older.slice(0, limit);
    const records = await Promise.all(page.map((number) => this.#records.find<VersionRecord>(versionKey(model, number))));
    const items = records.flatMap((stored) => (stored ? [stored.value] : []));
    return { items, ...(older.length > limit ? { next: String(page.at(-1)) } : {}) };
  }

  /** Every number that was ever taken, newest first. */
  async listVersionNumbers(model: string): Promise<number[]> {
    const prefix = versionsPrefix(model);
    const folders = await this.#listFolders(prefix);
    return folders.map((folder) => Number(folder.slice(prefix.length))).sort((a, b) => b - a);
  }

  /** @throws MaasError MODEL_NOT_FOUND, also for a deleted one */
  async getModel(model: string): Promise<Stored<ModelRecord>> {
    const stored = await this.#records.find<ModelRecord>(modelKey(model));
    return stored && stored.value.deletedAt === undefined ? stored : throwModelNotFound(model);
  }

  /** @throws MaasError MODEL_NOT_FOUND, also for a deleted one; or what `change` throws */
  async updateModel(model: string, change: (record: ModelRecord, etag: string) => ModelRecord | Promise<ModelRecord>): Promise<Stored<ModelRecord>> {
    const stored = await this.reviseModel(model, (record, etag) => (record.deletedAt === undefined ? change(record, etag) : throwModelNotFound(model)));
    return stored ?? throwModelNotFound(model);
  }

  /** The same for a deletion's own work, which goes on while the model is deleted. */
  async reviseModel(model: string, change: (record: ModelRecord, etag: string) => ModelRecord | Promise<ModelRecord>): Promise<Stored<ModelRecord> | undefined> {
    return this.#records.update<ModelRecord>(modelKey(model), async (record, etag) => {
      const changed = await change(record, etag);
      return changed === record ? record : { ...changed, revision: record.revision + 1 };
    });
  }

  /** In the order of their keys, without case and in which `a-b` comes before `a`. Deleted ones are left out, so a page may be shorter than its limit. */
  async listModels({ after, limit = LIMITS.pageSize }: PageOptions = {}): Promise<Page<ModelRecord>> {
    const prefix = modelsPrefix();
    const page = await this.#listFolderPage(prefix, after === undefined ? undefined : `${prefix}${foldName(after)}`, limit);
    const records = await Promise.all(page.folders.map((folder) => this.#records.find<ModelRecord>(modelKey(folder.slice(prefix.length)))));
    const items = records.flatMap((stored) => (stored && stored.value.deletedAt === undefined ? [stored.value] : []));
    const last = page.folders.at(-1);
    return { items, ...(page.isTruncated && last !== undefined ? { next: last.slice(prefix.length) } : {}) };
  }

  /** Creates the model, or takes it back from its deletion: then its name is written as it is now. */
  async #ensureModel(model: string): Promise<ModelRecord> {
    const revive = (): Promise<Stored<ModelRecord> | undefined> =>
      this.reviseModel(model, (record) => {
        if (record.deletedAt === undefined) return record;
        const { deletedAt: _, ...revived } = record;
        return { ...revived, model };
      });
    const known = await revive();
    if (known) return known.value;
    const first: ModelRecord = { model, createdAt: this.nowText(), revision: 1, aliases: {} };
    if (await this.#records.create(modelKey(model), first)) return first;
    return (await revive())?.value ?? throwModelNotFound(model);
  }

  async #listFolders(prefix: string): Promise<string[]> {
    const folders: string[] = [];
    for (let isTruncated = true; isTruncated; ) {
      const page = await this.#listFolderPage(prefix, folders.at(-1));
      folders.push(...page.folders);
      isTruncated = page.isTruncated;
    }
    return folders;
  }

  /** Folders without their last `/`. Stores differ in whether a folder itself comes again after its own name: `0`, the character after `/`, is behind all that is in it. */
  async #listFolderPage(prefix: string, after: string | undefined, limit?: number): Promise<{ folders: string[]; isTruncated: boolean }> {
    const { keys, isTruncated } = await this.store.list(prefix, { delimiter: '/', ...(limit === undefined ? {} : { limit }), ...(after === undefined ? {} : { startAfter: `${after}0` }) });
    return { folders: keys.filter((key) => key.endsWith('/')).map((key) => key.slice(0, -1)), isTruncated };
  }
}

function throwModelNotFound(model: string): never {
  throw new MaasError('MODEL_NOT_FOUND', `There is no model '${model}'; GET /models lists those that there are.`);
}

function throwVersionNotFound(model: string, version: number): never {
  throw new MaasError('VERSION_NOT_FOUND', `There is no version ${version} of model '${model}'; GET /models/${model}/versions lists those that there are.`);
}
