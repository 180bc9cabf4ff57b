import { LIMITS } from '../../contract/limits.ts';
import { MaasError, PreconditionFailedError } from '../errors.ts';
import { findAliasName } from './names.ts';
import type { Stored } from './record-store.ts';
import type { AliasRecord, ModelRecord, RouteRecord, VersionStatus } from './records.ts';
import type { Registry } from './registry.ts';
import { withReady } from './version-summary.ts';

/** Whether a record's ETag is one that its caller allows. */
export type EtagCondition = (etag: string) => boolean;

const anyEtag: EtagCondition = () => true;

/**
 * Points an alias at one READY version; answers when no instance sends its callers to the version before.
 * @param isExpected whether the model's ETag is one that the caller saw; the caller wants to be refused if it is another by now
 * @throws MaasError MODEL_NOT_FOUND, VERSION_NOT_FOUND, VERSION_NOT_READY, PRECONDITION_FAILED, CONFLICT when the
 * model has as many aliases as it may have
 */
export async function setAlias(
  registry: Registry,
  model: string,
  alias: string,
  version: number,
  isExpected: EtagCondition = anyEtag,
): Promise<Stored<ModelRecord>> {
  const before = { isTrusted: false };
  const stored = await registry.updateModel(model, async (record, etag) => {
    requireMatch(model, etag, isExpected);
    requireRoom(record, alias);
    requireReady(record, version, await findStatus(registry, record, version));
    before.isTrusted = mayBeTrusted(registry, record, alias);
    return pointAt(registry, record, alias, version);
  });
  if (before.isTrusted) await registry.outlastTrust();
  return stored;
}

/**
 * Moves an alias to a version that became READY, unless it points at a newer one by now: late validations never turn
 * traffic back.
 * @returns whether instances may trust for a moment longer that it points at another
 */
export async function moveAliasForward(
  registry: Registry,
  model: string,
  alias: string,
  version: number,
): Promise<boolean> {
  const before = { isTrusted: false };
  await registry.updateModel(model, async (record) => {
    before.isTrusted = mayBeTrusted(registry, record, alias);
    const newest = Math.max(0, ...getRoutes(record, alias).map((route) => route.version));
    if (newest >= version) return record;
    return (await findStatus(registry, record, version)) === 'READY'
      ? pointAt(registry, record, alias, version)
      : record;
  });
  return before.isTrusted;
}

/**
 * Deletes an alias; answers when no instance serves it any more.
 * @throws MaasError MODEL_NOT_FOUND, ALIAS_NOT_FOUND, PRECONDITION_FAILED
 */
export async function deleteAlias(
  registry: Registry,
  model: string,
  alias: string,
  isExpected: EtagCondition = anyEtag,
): Promise<void> {
  await registry.updateModel(model, (record, etag) => {
    requireMatch(model, etag, isExpected);
    if (findAliasName(record.aliases, alias) === undefined)
      throw new MaasError('ALIAS_NOT_FOUND', `Model '${model}' has no alias '${alias}'.`);
    return withAlias(registry, record, alias, undefined);
  });
  await registry.outlastTrust();
}

/** The aliases that send any traffic to the version. */
export function findAliasesOf(record: ModelRecord, version: number): string[] {
  return Object.entries(record.aliases).flatMap(([alias, { routes }]) =>
    routes.some((route) => route.version === version) ? [alias] : [],
  );
}

function getRoutes({ aliases }: ModelRecord, alias: string): readonly RouteRecord[] {
  return aliases[findAliasName(aliases, alias) ?? '']?.routes ?? [];
}

/** @param version READY when it was read, after the model's record */
function pointAt(
  registry: Registry,
  record: ModelRecord,
  alias: string,
  version: number,
): ModelRecord {
  const target = { routes: [{ version, weight: 1 }], updatedAt: registry.nowText() };
  return withReady(withAlias(registry, record, alias, target), [version]);
}

function withAlias(
  registry: Registry,
  record: ModelRecord,
  alias: string,
  target: AliasRecord | undefined,
): ModelRecord {
  const written = findAliasName(record.aliases, alias) ?? alias;
  const { [written]: _, ...others } = record.aliases;
  return {
    ...record,
    aliases: target ? { ...others, [written]: target } : others,
    aliasesChangedAt: registry.nowText(),
  };
}

/** Whether an instance may know the alias, and so not ask for it: it exists, or did a moment ago. */
function mayBeTrusted(registry: Registry, record: ModelRecord, alias: string): boolean {
  return (
    findAliasName(record.aliases, alias) !== undefined ||
    registry.isWithinTrust(record.aliasesChangedAt)
  );
}

/**
 * The status of a version that an alias may move to. It has to be read after the model's record: a deletion writes that record first, so the
 * alias's own write is refused when one has begun since, and one that had begun before stands in `deleting`.
 */
async function findStatus(
  registry: Registry,
  { model, deleting = [] }: ModelRecord,
  version: number,
): Promise<VersionStatus> {
  const { status } = await registry.getVersion(model, version);
  return deleting.includes(version) ? 'DELETED' : status;
}

function requireReady({ model }: ModelRecord, version: number, status: VersionStatus): void {
  if (status === 'READY') return;
  throw new MaasError(
    'VERSION_NOT_READY',
    `Version ${version} of model '${model}' is ${status}; an alias can only point at a READY one.`,
  );
}

/** Whether a model may have this alias, beside those that it has. @throws MaasError CONFLICT */
function requireRoom({ model, aliases }: ModelRecord, alias: string): void {
  if (Object.keys(aliases).length < LIMITS.aliases || findAliasName(aliases, alias) !== undefined)
    return;
  throw new MaasError(
    'CONFLICT',
    `Model '${model}' has ${LIMITS.aliases} aliases, the most that a model may have; delete one, or move one of them.`,
  );
}

function requireMatch(model: string, etag: string, isExpected: EtagCondition): void {
  if (!isExpected(etag)) throw new PreconditionFailedError(`models/${model}`);
}
