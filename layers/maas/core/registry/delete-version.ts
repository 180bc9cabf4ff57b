import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import { mapParallel } from '../map-parallel.ts';
import { findAliasesOf } from './aliases.ts';
import { deleteFiles, hasFiles } from './delete-files.ts';
import type { ModelRecord } from './records.ts';
import type { Registry } from './registry.ts';
import { listTaken, withDeleted, withDeleting } from './version-summary.ts';

/**
 * Versions after which a deletion notes how far it has come: a call has 29 seconds, and the next
 * one goes on from there.
 */
const VERSIONS_PER_STEP = 100;

/**
 * Deletes a version's files; its record stays, DELETED, so that its number is never used again.
 * @throws MaasError MODEL_NOT_FOUND, VERSION_NOT_FOUND, CONFLICT while an alias points at it
 */
export async function deleteVersion(
  registry: Registry,
  model: string,
  version: number,
): Promise<void> {
  // Throws that there is none.
  if (!(await hasVersion(registry, model, version))) await registry.getVersion(model, version);
  await registry.updateModel(model, (record) => {
    requireNoAlias(record, version);
    return withDeleting(record, [version]);
  });
  await finishDeletion(registry, model, [version]);
}

/**
 * Deletes a model with all its versions. When it dies half-way, the same call goes on where it
 * ended.
 * @throws MaasError MODEL_NOT_FOUND, CONFLICT while it has an alias
 */
export async function deleteModel(registry: Registry, model: string): Promise<void> {
  const mark = { isFirst: true };
  const marked =
    (await registry.reviseModel(model, (record) => {
      mark.isFirst = record.deletedAt === undefined;
      if (!mark.isFirst) return record;
      const aliases = Object.keys(record.aliases);
      if (aliases.length > 0) {
        const them = aliases.length > 1 ? 'them' : 'it';
        throw new MaasError(
          'CONFLICT',
          `Model '${model}' is still reached by ${listAliases(aliases)}; delete ${them} first.`,
        );
      }
      return { ...record, deletedAt: registry.nowText() };
    })) ?? (await registry.adoptOrphans(model));
  const left = marked ? await findUndeleted(registry, marked.value) : [];
  // Throws that there is none.
  if (!(marked && mark.isFirst) && left.length === 0) await registry.getModel(model);
  const begun = await registry.reviseModel(model, (record) =>
    withDeleting(
      record,
      left.filter((version) => findAliasesOf(record, version).length === 0),
    ),
  );
  await finishDeletion(registry, model, begun?.value.deleting ?? []);
}

/**
 * Counted after the model is marked, so that no version is overlooked. A number may have been taken
 * and never written.
 */
async function findUndeleted(registry: Registry, record: ModelRecord): Promise<number[]> {
  const { model, deleting = [] } = record;
  const taken = listTaken(await registry.summariseVersions(record));
  const found = await mapParallel(taken, LIMITS.parallelRecords, async (version) =>
    deleting.includes(version) || (await hasVersion(registry, model, version)) ? [version] : [],
  );
  return found.flat();
}

/** Tells whether a version has a record, or files in spite of having none. */
async function hasVersion(registry: Registry, model: string, version: number): Promise<boolean> {
  return (
    (await registry.readVersions(model, [version])).length > 0 || hasFiles(registry, model, version)
  );
}

/**
 * From here on no alias can come to the versions: first they are out of reach, then their files go.
 * It ends when no instance serves them any more.
 */
async function finishDeletion(
  registry: Registry,
  model: string,
  versions: readonly number[],
): Promise<void> {
  const seen = { isServed: false };
  for (let at = 0; at < versions.length; at += VERSIONS_PER_STEP) {
    const step = versions.slice(at, at + VERSIONS_PER_STEP);
    await mapParallel(step, LIMITS.parallelRecords, async (version) => {
      const record = await registry.buryVersion(model, version, (current) => {
        const { status, updatedAt } = current;
        seen.isServed ||=
          status === 'READY' || (status === 'DELETED' && registry.isWithinTrust(updatedAt));
      });
      await deleteFiles(registry, record);
    });
    await registry.reviseModel(model, (record) => withDeleted(record, step));
  }
  if (seen.isServed) await registry.outlastTrust();
}

function requireNoAlias(record: ModelRecord, version: number): void {
  const aliases = findAliasesOf(record, version);
  if (aliases.length === 0) return;
  const them = aliases.length > 1 ? 'them' : 'it';
  const place = `Version ${version} of model '${record.model}' is served under ${listAliases(aliases)}`;
  throw new MaasError('CONFLICT', `${place}; move or delete ${them} first.`);
}

function listAliases(aliases: readonly string[]): string {
  return (
    `the alias${aliases.length > 1 ? 'es' : ''} ` + aliases.map((alias) => `'${alias}'`).join(', ')
  );
}
