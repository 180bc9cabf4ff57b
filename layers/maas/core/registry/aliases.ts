import { LIMITS } from '../../contract/limits.ts';
import { MaasError, PreconditionFailedError } from '../errors.ts';
import type { SessionBudget } from '../memory-limit.ts';
import { endRollout } from '../rollouts/advance-rollout.ts';
import { isOpen, isPart } from '../rollouts/rollout.ts';
import { checkShadow, noteMemory, readTarget, readTargets, requireSplit } from './check-routes.ts';
import { liftMarks } from './rolled-back.ts';
import { findAliasName } from './names.ts';
import type { Stored } from './record-store.ts';
import type {
  AliasRecord,
  ModelRecord,
  RouteRecord,
  ShadowRecord,
  VersionRecord,
} from './records.ts';
import type { Registry } from './registry.ts';
import { withServed } from './served-versions.ts';
import { withReady } from './version-summary.ts';

/** Tells whether a record's ETag is one that its caller allows. */
export type EtagCondition = (etag: string) => boolean;

const anyEtag: EtagCondition = () => true;

/** Points an alias at one READY version, as `splitAlias` does at several. */
export async function setAlias(
  registry: Registry,
  model: string,
  alias: string,
  version: number,
  options: AliasOptions = {},
): Promise<Stored<ModelRecord>> {
  return splitAlias(registry, model, alias, [{ version, weight: 1 }], options);
}

export interface AliasOptions {
  /**
   * True if the model's ETag is one that the caller saw; the caller wants to be refused if it is
   * another by now. @default - any is
   */
  readonly isExpected?: EtagCondition;
  /** Memory that `predict` has for models. @default - it is not said whether they fit */
  readonly sessionBudget?: SessionBudget;
  /** Also for versions that a roll-out took back from the alias. @default true */
  readonly force?: boolean;
  /** Gets copies of its calls. @default - none does, whatever was before */
  readonly shadow?: ShadowRecord | undefined;
}

/**
 * Splits an alias's traffic over READY versions, by weight; answers when no instance sends its
 * callers where they went before.
 * @throws MaasError MODEL_NOT_FOUND, VERSION_NOT_FOUND, VERSION_NOT_READY, PRECONDITION_FAILED,
 *   INVALID_REQUEST for routes that are no split, or a shadow that answers, CONFLICT when the model
 *   has as many aliases as it may have, or for a version that was taken back before
 */
export async function splitAlias(
  registry: Registry,
  model: string,
  alias: string,
  routes: readonly RouteRecord[],
  { isExpected = anyEtag, sessionBudget, force = true, shadow }: AliasOptions = {},
): Promise<Stored<ModelRecord>> {
  requireSplit(routes);
  const before = { isTrusted: false };
  const stored = await registry.updateModel(model, async (record, etag) => {
    requireMatch(model, etag, isExpected);
    requireRoom(record, alias);
    const marks = liftMarks(findAlias(record, alias), alias, routes, force);
    const versions = await readTargets(registry, record, routes);
    before.isTrusted = mayBeTrusted(registry, record, alias);
    if (shadow) await checkShadow(registry, record, routes, shadow);
    const notes = noteMemory(versions, sessionBudget);
    const target = { routes, ...notes, ...marks, ...(shadow && { shadow }) };
    return routeAlias(registry, record, alias, target, versions);
  });
  if (before.isTrusted) await registry.outlastTrust();
  return stored;
}

/**
 * Moves an alias to a version that became READY, unless it points at a newer one by now: late
 * validations never turn traffic back.
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
    const target = await readTarget(registry, record, version);
    if (target.status !== 'READY') return record;
    return routeAlias(registry, record, alias, { routes: [{ version, weight: 1 }] }, [target]);
  });
  return before.isTrusted;
}

/**
 * Deletes an alias; answers when no instance serves it any more.
 * @throws MaasError MODEL_NOT_FOUND, ALIAS_NOT_FOUND, PRECONDITION_FAILED, CONFLICT while a roll-out
 *   is open
 */
export async function deleteAlias(
  registry: Registry,
  model: string,
  alias: string,
  isExpected: EtagCondition = anyEtag,
): Promise<void> {
  await registry.updateModel(model, (record, etag) => {
    requireMatch(model, etag, isExpected);
    const known = findAlias(record, alias);
    if (!known) throw new MaasError('ALIAS_NOT_FOUND', `Model '${model}' has no alias '${alias}'.`);
    requireNoRollout(known, alias);
    return withServed(withAlias(registry, record, alias, undefined), []);
  });
  await registry.outlastTrust();
}

/**
 * Refuses to delete an alias with an open roll-out, whose counts stand beside the alias alone.
 * @throws MaasError CONFLICT
 */
function requireNoRollout({ rollout }: AliasRecord, alias: string): void {
  if (!rollout || !isOpen(rollout)) return;
  throw new MaasError(
    'CONFLICT',
    `Roll-out ${rollout.id} of '${alias}' is ${rollout.state}; promote it or abort it before its ` +
      'alias is deleted.',
  );
}

/**
 * The aliases that send any traffic to the version, copies of it too, or may do so when their
 * roll-out ends.
 */
export function findAliasesOf(record: ModelRecord, version: number): string[] {
  return Object.entries(record.aliases).flatMap(([alias, { routes, shadow, rollout }]) => {
    const isRouted =
      shadow?.version === version || routes.some((route) => route.version === version);
    const isAwaited = rollout !== undefined && isOpen(rollout) && isPart(rollout, version);
    return isRouted || isAwaited ? [alias] : [];
  });
}

function getRoutes(record: ModelRecord, alias: string): readonly RouteRecord[] {
  return findAlias(record, alias)?.routes ?? [];
}

/**
 * A model whose alias has these routes. A roll-out that is open there ends, unless the change is
 * its own: then it comes with it.
 * @param versions of the routes, READY when they were read, after the model's record
 */
export function routeAlias(
  registry: Registry,
  record: ModelRecord,
  alias: string,
  target: Omit<AliasRecord, 'updatedAt'>,
  versions: readonly VersionRecord[],
): ModelRecord {
  const { rollout, rolledBack } = findAlias(record, alias) ?? {};
  const left =
    rollout && isOpen(rollout)
      ? endRollout(
          rollout,
          'ABORTED',
          'The alias was moved meanwhile; it stays where it was put.',
          registry.nowMs(),
        )
      : rollout;
  const moved = withAlias(registry, record, alias, {
    rollout: left,
    rolledBack,
    ...target,
    updatedAt: registry.nowText(),
  });
  const ready = withReady(
    moved,
    target.routes.map(({ version }) => version),
  );
  return withServed(ready, versions);
}

/** An alias's record, whatever case it is asked for in. */
export function findAlias(
  { aliases }: Pick<ModelRecord, 'aliases'>,
  alias: string,
): AliasRecord | undefined {
  return aliases[findAliasName(aliases, alias) ?? ''];
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

/**
 * Tells whether an instance may know the alias, and so not ask for it: it exists, or did a moment
 * ago.
 */
function mayBeTrusted(registry: Registry, record: ModelRecord, alias: string): boolean {
  return (
    findAliasName(record.aliases, alias) !== undefined ||
    registry.isWithinTrust(record.aliasesChangedAt)
  );
}

/**
 * Tells whether a model may have this alias, beside those that it has. @throws MaasError CONFLICT
 */
function requireRoom({ model, aliases }: ModelRecord, alias: string): void {
  if (Object.keys(aliases).length < LIMITS.aliases || findAliasName(aliases, alias) !== undefined) {
    return;
  }
  throw new MaasError(
    'CONFLICT',
    `Model '${model}' has ${LIMITS.aliases} aliases, the most that a model may have; delete ` +
      'one, or move one of them.',
  );
}

function requireMatch(model: string, etag: string, isExpected: EtagCondition): void {
  if (!isExpected(etag)) throw new PreconditionFailedError(`models/${model}`);
}
