import { LIMITS } from '../../contract/limits.ts';
import { throwModelNotFound, throwVersionNotFound } from './not-found.ts';
import { mapParallel } from '../map-parallel.ts';
import type { Clock } from '../ports/clock.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { listFolderPage, listFolders } from './list-folders.ts';
import { modelKey, modelsPrefix, versionKey, versionsPrefix } from './keys.ts';
import { foldName } from '../../contract/names.ts';
import { createRecord, type NewVersion } from './new-version.ts';
import { RecordStore, type Sleep, type Stored } from './record-store.ts';
import type { ModelRecord, VersionRecord, VersionSummary } from './records.ts';
import { type Page, type PageOptions, takeBytes } from './pages.ts';
import { EMPTY_SUMMARY, listTaken } from './version-summary.ts';

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

  constructor(
    store: ObjectStore,
    clock: Clock,
    { trustMs = 0, sleep = () => Promise.resolve(), random = () => 1 }: RegistryOptions = {},
  ) {
    this.store = store;
    this.#records = new RecordStore(store, { sleep, random });
    this.#clock = clock;
    this.#trustMs = trustMs;
    this.#sleep = sleep;
  }

  /**
   * Milliseconds after a change during which an instance may still answer from the state before.
   */
  get trustMs(): number {
    return this.#trustMs;
  }

  /** Called after a change: answers when no instance trusts what was before. */
  async outlastTrust(): Promise<void> {
    if (this.#trustMs > 0) await this.#sleep(this.#trustMs + LIMITS.clockDifferenceMs);
  }

  /**
   * True if an instance may still trust what it read before this time. One far ahead was told
   * before the clock was set back.
   */
  isWithinTrust(time: string | undefined): boolean {
    // eslint-disable-next-line no-restricted-syntax -- a record's date; it counts in both directions
    return time !== undefined && Math.abs(this.nowMs() - Date.parse(time)) < this.#trustMs;
  }

  readonly nowMs = (): number => this.#clock.nowMs();
  readonly nowText = (): string => new Date(this.nowMs()).toISOString();

  /**
   * Takes the next free number; two callers at once get two numbers. The record has the model's
   * name as the model's own record writes it.
   */
  async createVersion(name: string, request: NewVersion): Promise<VersionRecord> {
    for (let isTaken = false; ; isTaken = true) {
      const { model, version } = await this.#takeNumber(name, isTaken);
      const record = createRecord(model, version, request, this.nowText());
      if (!(await this.#records.create(versionKey(model, version), record))) continue;
      // A deletion may have come between; one that comes later finds this version.
      await this.#reviveModel(model);
      return record;
    }
  }

  /** @throws MaasError VERSION_NOT_FOUND */
  async getVersion(model: string, version: number): Promise<VersionRecord> {
    const stored = await this.#records.find<VersionRecord>(versionKey(model, version));
    return stored?.value ?? throwVersionNotFound(model, version);
  }

  /** @throws MaasError VERSION_NOT_FOUND, or what `change` throws */
  async updateVersion(
    model: string,
    version: number,
    change: (record: VersionRecord) => VersionRecord,
  ): Promise<VersionRecord> {
    const stored = await this.#records.update<VersionRecord>(
      versionKey(model, version),
      (record) => {
        const changed = change(record);
        return changed === record ? record : { ...changed, updatedAt: this.nowText() };
      },
    );
    return stored?.value ?? throwVersionNotFound(model, version);
  }

  /**
   * Makes a version's record say that it is deleted, also where there was none.
   * @param look is shown the record before
   */
  async buryVersion(
    model: string,
    version: number,
    look: (record: VersionRecord) => void,
  ): Promise<VersionRecord> {
    const key = versionKey(model, version);
    const stored = await this.#records.update<VersionRecord>(key, (record) => {
      look(record);
      return record.status === 'DELETED'
        ? record
        : { ...record, status: 'DELETED', updatedAt: this.nowText() };
    });
    if (stored) return stored.value;
    const tombstone: VersionRecord = {
      ...createRecord(model, version, { uploads: [] }, this.nowText()),
      status: 'DELETED',
    };
    return (await this.#records.create(key, tombstone))
      ? tombstone
      : this.buryVersion(model, version, look);
  }

  /**
   * Newest first, without those that are known to be deleted. A page may be shorter than its limit.
   * @throws MaasError MODEL_NOT_FOUND
   */
  async listVersions(
    model: string,
    { after, limit = LIMITS.pageSize }: PageOptions = {},
  ): Promise<Page<VersionRecord>> {
    const { value } = await this.getModel(model);
    const numbers = listTaken(
      await this.summariseVersions(value),
      after === undefined ? undefined : Number(after),
    );
    const page = numbers.slice(0, limit);
    const records = await this.readVersions(model, page);
    const items = takeBytes(records, LIMITS.pageBytes);
    const last = items.length < records.length ? items.at(-1)?.version : page.at(-1);
    return {
      items,
      next:
        last !== undefined && numbers.some((number) => number < last) ? String(last) : undefined,
    };
  }

  /** The records of these versions, but for those that there are none of. */
  async readVersions(model: string, numbers: readonly number[]): Promise<VersionRecord[]> {
    const read = (number: number): Promise<Stored<VersionRecord> | undefined> =>
      this.#records.find(versionKey(model, number));
    const records = await mapParallel(numbers, LIMITS.parallelRecords, read);
    return records.flatMap((stored) => (stored ? [stored.value] : []));
  }

  /**
   * Summarises a model's versions without reading them. Where an earlier release wrote the record,
   * they are counted once.
   */
  async summariseVersions({ model, versions }: ModelRecord): Promise<VersionSummary> {
    if (versions) return versions;
    const counted = await this.#countVersions(model);
    const stored = await this.reviseModel(model, (record) =>
      record.versions ? record : { ...record, versions: counted },
    );
    return stored?.value.versions ?? counted;
  }

  /** Every number that was ever taken, newest first. */
  async listVersionNumbers(model: string): Promise<number[]> {
    const prefix = versionsPrefix(model);
    const folders = await listFolders(this.store, prefix);
    return folders.map((folder) => Number(folder.slice(prefix.length))).sort((a, b) => b - a);
  }

  /** @throws MaasError MODEL_NOT_FOUND, also for a deleted one */
  async getModel(model: string): Promise<Stored<ModelRecord>> {
    const stored = await this.#records.find<ModelRecord>(modelKey(model));
    return stored && stored.value.deletedAt === undefined ? stored : throwModelNotFound(model);
  }

  /** @throws MaasError MODEL_NOT_FOUND, also for a deleted one; or what `change` throws */
  async updateModel(
    model: string,
    change: (record: ModelRecord, etag: string) => ModelRecord | Promise<ModelRecord>,
  ): Promise<Stored<ModelRecord>> {
    const stored = await this.reviseModel(model, (record, etag) =>
      record.deletedAt === undefined ? change(record, etag) : throwModelNotFound(model),
    );
    return stored ?? throwModelNotFound(model);
  }

  /** The same for a deletion's own work, which goes on while the model is deleted. */
  async reviseModel(
    model: string,
    change: (record: ModelRecord, etag: string) => ModelRecord | Promise<ModelRecord>,
  ): Promise<Stored<ModelRecord> | undefined> {
    return this.#records.update<ModelRecord>(modelKey(model), async (record, etag) => {
      const changed = await change(record, etag);
      return changed === record ? record : { ...changed, revision: record.revision + 1 };
    });
  }

  /**
   * Makes a record for versions that have lost their model's: one that says it is deleted.
   * @returns undefined where there are no versions
   */
  async adoptOrphans(model: string): Promise<Stored<ModelRecord> | undefined> {
    const versions = await this.#countVersions(model);
    if (versions.newest === 0) return undefined;
    await this.#records.create(modelKey(model), {
      ...this.#createModel(model, versions),
      deletedAt: this.nowText(),
    });
    return this.reviseModel(model, (record) => record);
  }

  /**
   * In the order of their keys, without case and in which `a-b` comes before `a`. Deleted ones are
   * left out, so a page may be shorter than its limit.
   */
  async listModels({ after, limit = LIMITS.pageSize }: PageOptions = {}): Promise<
    Page<ModelRecord>
  > {
    const prefix = modelsPrefix();
    const page = await listFolderPage(
      this.store,
      prefix,
      after === undefined ? undefined : `${prefix}${foldName(after)}`,
      limit,
    );
    const names = page.folders.map((folder) => folder.slice(prefix.length));
    const records = await mapParallel(names, LIMITS.parallelRecords, (name) =>
      this.#records.find<ModelRecord>(modelKey(name)),
    );
    const items = records.flatMap((stored) =>
      stored && stored.value.deletedAt === undefined ? [stored.value] : [],
    );
    const last = page.folders.at(-1);
    return {
      items,
      next: page.isTruncated ? last?.slice(prefix.length) : undefined,
    };
  }

  /**
   * Counts the model's newest number up, making the model or reviving it.
   * @param isTaken whether the one before was taken
   */
  async #takeNumber(name: string, isTaken: boolean): Promise<{ model: string; version: number }> {
    const [listed = 0] = isTaken ? await this.listVersionNumbers(name) : [];
    const countUp = (versions: VersionSummary): VersionSummary => ({
      ...versions,
      newest: Math.max(versions.newest, listed) + 1,
    });
    const stored = await this.reviseModel(name, async (record) => {
      const { deletedAt, ...known } = record;
      const versions = known.versions ?? (await this.#countVersions(name));
      return {
        ...known,
        ...(deletedAt === undefined ? {} : { model: name }),
        versions: countUp(versions),
      };
    });
    if (stored) return { model: stored.value.model, version: stored.value.versions?.newest ?? 1 };
    const first = this.#createModel(name, countUp(EMPTY_SUMMARY));
    const isFirst = await this.#records.create(modelKey(name), first);
    return isFirst
      ? { model: name, version: first.versions?.newest ?? 1 }
      : this.#takeNumber(name, isTaken);
  }

  async #countVersions(model: string): Promise<VersionSummary> {
    const [newest = 0] = await this.listVersionNumbers(model);
    return { ...EMPTY_SUMMARY, newest };
  }

  #createModel(model: string, versions: VersionSummary): ModelRecord {
    return { model, createdAt: this.nowText(), revision: 1, aliases: {}, versions };
  }

  /** Takes a model back from its deletion: then its name is written as it is now. */
  async #reviveModel(model: string): Promise<void> {
    await this.reviseModel(model, (record) => {
      if (record.deletedAt === undefined) return record;
      const { deletedAt: _, ...revived } = record;
      return { ...revived, model };
    });
  }
}
