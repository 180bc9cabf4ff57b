import { MaasError } from '../errors.ts';
import { findAliasesOf } from './aliases.ts';
import { bundleFileKey, submissionKey, uploadKey } from './keys.ts';
import type { ModelRecord, VersionRecord } from './records.ts';
import type { Registry } from './registry.ts';

/**
 * Deletes a version's files; its record stays, DELETED, so that its number is never used again.
 * @throws MaasError MODEL_NOT_FOUND, VERSION_NOT_FOUND, CONFLICT while an alias points at it
 */
export async function deleteVersion(registry: Registry, model: string, version: number): Promise<void> {
  requireNoAlias((await registry.getModel(model)).value, version);
  let before: VersionRecord | undefined;
  const record = await registry.updateVersion(model, version, (current) => {
    before = current;
    return { ...current, status: 'DELETED' };
  });
  try {
    requireNoAlias((await registry.getModel(model)).value, version); // one may have been set between the check and the deletion
  } catch (error) {
    await registry.updateVersion(model, version, (current) => ({ ...current, status: before?.status ?? current.status }));
    throw error;
  }
  await deleteFiles(registry, record);
}

/**
 * Deletes a model with all its versions.
 * @throws MaasError MODEL_NOT_FOUND, CONFLICT while it has an alias
 */
export async function deleteModel(registry: Registry, model: string): Promise<void> {
  await registry.updateModel(model, (record) => {
    const aliases = Object.keys(record.aliases);
    if (aliases.length > 0) throw new MaasError('CONFLICT', `Model '${model}' is still reached by ${listAliases(aliases)}; delete them first.`);
    return record;
  });
  for (let after: string | undefined; ; ) {
    const page = await registry.listVersions(model, { after });
    for (const { version, status } of page.items) if (status !== 'DELETED') await deleteVersion(registry, model, version);
    if (page.next === undefined) break;
    after = page.next;
  }
  await registry.updateModel(model, (record) => ({ ...record, deletedAt: registry.nowText() }));
}

function requireNoAlias(record: ModelRecord, version: number): void {
  const aliases = findAliasesOf(record, version);
  if (aliases.length === 0) return;
  throw new MaasError('CONFLICT', `Version ${version} of model '${record.model}' is served under ${listAliases(aliases)}; move or delete ${aliases.length > 1 ? 'them' : 'it'} first.`);
}

function listAliases(aliases: readonly string[]): string {
  return `the alias${aliases.length > 1 ? 'es' : ''} ${aliases.map((alias) => `'${alias}'`).join(', ')}`;
}

async function deleteFiles(registry: Registry, { model, version, uploads, bundle }: VersionRecord): Promise<void> {
  await registry.store.delete(submissionKey(model, version));
  for (const { path } of uploads) await registry.store.delete(uploadKey(model, version, path));
  for (const { path } of bundle?.files ?? []) await registry.store.delete(bundleFileKey(model, version, path));
}
