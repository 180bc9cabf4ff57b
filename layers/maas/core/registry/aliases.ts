import { MaasError, PreconditionFailedError } from '../errors.ts';
import type { Stored } from './record-store.ts';
import type { AliasRecord, ModelRecord } from './records.ts';
import type { Registry } from './registry.ts';

/** Whether a record's ETag is one that its caller allows. */
export type EtagCondition = (etag: string) => boolean;

const anyEtag: EtagCondition = () => true;

/**
 * Points an alias at one READY version.
 * @param isExpected whether the model's ETag is one that the caller saw; the caller wants to be refused if it is another by now
 * @throws MaasError MODEL_NOT_FOUND, VERSION_NOT_FOUND, VERSION_NOT_READY, PRECONDITION_FAILED
 */
export async function setAlias(registry: Registry, model: string, alias: string, version: number, isExpected: EtagCondition = anyEtag): Promise<Stored<ModelRecord>> {
  await requireReady(registry, model, version);
  let before: AliasRecord | undefined;
  const stored = await registry.updateModel(model, (record, etag) => {
    requireMatch(model, etag, isExpected);
    before = record.aliases[alias];
    return withAlias(record, alias, { routes: [{ version, weight: 1 }], updatedAt: registry.nowText() });
  });
  await undoIfDeleted(registry, model, alias, version, before);
  return stored;
}

/** Moves an alias to a version that became READY, unless it points at a newer one by now: late validations never turn traffic back. */
export async function moveAliasForward(registry: Registry, model: string, alias: string, version: number): Promise<void> {
  await registry.updateModel(model, (record) => {
    const newest = Math.max(0, ...(record.aliases[alias]?.routes ?? []).map((route) => route.version));
    if (newest >= version) return record;
    return withAlias(record, alias, { routes: [{ version, weight: 1 }], updatedAt: registry.nowText() });
  });
}

/** @throws MaasError MODEL_NOT_FOUND, ALIAS_NOT_FOUND, PRECONDITION_FAILED */
export async function deleteAlias(registry: Registry, model: string, alias: string, isExpected: EtagCondition = anyEtag): Promise<void> {
  await registry.updateModel(model, (record, etag) => {
    requireMatch(model, etag, isExpected);
    if (!Object.hasOwn(record.aliases, alias)) throw new MaasError('ALIAS_NOT_FOUND', `Model '${model}' has no alias '${alias}'.`);
    return withAlias(record, alias, undefined);
  });
}

/** The aliases that send any traffic to the version. */
export function findAliasesOf(record: ModelRecord, version: number): string[] {
  return Object.entries(record.aliases).flatMap(([alias, { routes }]) => (routes.some((route) => route.version === version) ? [alias] : []));
}

function withAlias(record: ModelRecord, alias: string, target: AliasRecord | undefined): ModelRecord {
  const { [alias]: _, ...others } = record.aliases;
  return { ...record, aliases: target ? { ...others, [alias]: target } : others };
}

async function requireReady(registry: Registry, model: string, version: number): Promise<void> {
  const { status } = await registry.getVersion(model, version);
  if (status === 'READY') return;
  throw new MaasError('VERSION_NOT_READY', `Version ${version} of model '${model}' is ${status}; an alias can only point at a READY one.`);
}

function requireMatch(model: string, etag: string, isExpected: EtagCondition): void {
  if (!isExpected(etag)) throw new PreconditionFailedError(`models/${model}`);
}

/** A version deleted between the check and the move must not stay reachable: the deletion looks at the aliases after it, we at the version. */
async function undoIfDeleted(registry: Registry, model: string, alias: string, version: number, before: AliasRecord | undefined): Promise<void> {
  if ((await registry.getVersion(model, version)).status === 'READY') return;
  await registry.updateModel(model, (record) => (record.aliases[alias]?.routes[0]?.version === version ? withAlias(record, alias, before) : record));
  throw new MaasError('VERSION_NOT_READY', `Version ${version} of model '${model}' was deleted meanwhile; the alias '${alias}' stays where it was.`);
}
