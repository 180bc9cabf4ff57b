import { MaasError } from '../errors.ts';
import { findAliasesOf } from './aliases.ts';
import { bundlePrefix, submissionKey, uploadsPrefix } from './keys.ts';
import { abortMultipart } from './multipart.ts';
import type { ModelRecord } from './records.ts';
import type { Registry } from './registry.ts';

/** Versions that are worked on at the same time. */
const PARALLEL = 10;

/**
 * Deletes a version's files; its record stays, DELETED, so that its number is never used again.
 * @throws MaasError MODEL_NOT_FOUND, VERSION_NOT_FOUND, CONFLICT while an alias points at it
 */
export async function deleteVersion(registry: Registry, model: string, version: number): Promise<void> {
  await registry.getVersion(model, version);
  await registry.updateModel(model, (record) => {
    requireNoAlias(record, version);
    return withDeleting(record, [version]);
  });
  await finishDeletion(registry, model, [version]);
}

/**
 * Deletes a model with all its versions. When it dies half-way, the same call finishes it.
 * @throws MaasError MODEL_NOT_FOUND, CONFLICT while it has an alias
 */
export async function deleteModel(registry: Registry, model: string): Promise<void> {
  const mark = { isFirst: true };
  const marked = await registry.reviseModel(model, (record) => {
    mark.isFirst = record.deletedAt === undefined;
    if (!mark.isFirst) return record;
    const aliases = Object.keys(record.aliases);
    if (aliases.length > 0) throw new MaasError('CONFLICT', `Model '${model}' is still reached by ${listAliases(aliases)}; delete ${aliases.length > 1 ? 'them' : 'it'} first.`);
    return { ...record, deletedAt: registry.nowText() };
  });
  const left = marked ? await findUndeleted(registry, marked.value) : [];
  if (!(marked && mark.isFirst) && left.length === 0) await registry.getModel(model); // throws that there is none
  const begun = await registry.reviseModel(model, (record) => withDeleting(record, left.filter((version) => findAliasesOf(record, version).length === 0)));
  await finishDeletion(registry, model, begun?.value.deleting ?? []);
}

/** Listed after the model is marked, so that no version is overlooked. */
async function findUndeleted(registry: Registry, { model, deleting = [] }: ModelRecord): Promise<number[]> {
  const numbers = await registry.listVersionNumbers(model);
  const statuses = await mapInTurns(numbers, async (version) => (await registry.getVersion(model, version)).status);
  return numbers.filter((version, index) => statuses[index] !== 'DELETED' || deleting.includes(version));
}

/** From here on no alias can come to the versions: first they are out of reach, then their files go. It ends when no instance serves them any more. */
async function finishDeletion(registry: Registry, model: string, versions: readonly number[]): Promise<void> {
  const seen = { isServed: false };
  await mapInTurns(versions, async (version) => {
    const record = await registry.updateVersion(model, version, (current) => {
      seen.isServed ||= current.status === 'READY' || registry.isWithinTrust(current.updatedAt);
      return current.status === 'DELETED' ? current : { ...current, status: 'DELETED' };
    });
    await abortMultipart(registry.store, record);
    await deleteFiles(registry, model, version);
  });
  await registry.reviseModel(model, ({ deleting = [], ...record }) => {
    const left = deleting.filter((version) => !versions.includes(version));
    return left.length > 0 ? { ...record, deleting: left } : record;
  });
  if (seen.isServed) await registry.outlastTrust();
}

async function deleteFiles({ store }: Registry, model: string, version: number): Promise<void> {
  await store.delete(submissionKey(model, version));
  for (const prefix of [uploadsPrefix(model, version), bundlePrefix(model, version)]) {
    // What ingest wrote before the version's record named it is found as well.
    for (let isTruncated = true; isTruncated; ) {
      const page = await store.list(prefix);
      await Promise.all(page.keys.map((key) => store.delete(key)));
      isTruncated = page.isTruncated;
    }
  }
}

/** A few at a time: a model may have more versions than a store takes requests at once. */
async function mapInTurns<T, U>(items: readonly T[], map: (item: T) => Promise<U>): Promise<U[]> {
  const results: U[] = [];
  for (let start = 0; start < items.length; start += PARALLEL) results.push(...(await Promise.all(items.slice(start, start + PARALLEL).map(map))));
  return results;
}

function withDeleting(record: ModelRecord, versions: readonly number[]): ModelRecord {
  return versions.length > 0 ? { ...record, deleting: [...new Set([...(record.deleting ?? []), ...versions])] } : record;
}

function requireNoAlias(record: ModelRecord, version: number): void {
  const aliases = findAliasesOf(record, version);
  if (aliases.length === 0) return;
  throw new MaasError('CONFLICT', `Version ${version} of model '${record.model}' is served under ${listAliases(aliases)}; move or delete ${aliases.length > 1 ? 'them' : 'it'} first.`);
}

function listAliases(aliases: readonly string[]): string {
  return `the alias${aliases.length > 1 ? 'es' : ''} ${aliases.map((alias) => `'${alias}'`).join(', ')}`;
}
