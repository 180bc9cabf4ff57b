import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import { type SessionBudget, toMegabytes } from '../memory-limit.ts';
import { estimateMemory } from './estimate-memory.ts';
import type {
  AliasRecord,
  ModelRecord,
  RouteRecord,
  ShadowRecord,
  VersionRecord,
  VersionStatus,
} from './records.ts';
import type { Registry } from './registry.ts';

/** @throws MaasError INVALID_REQUEST */
export function requireSplit(routes: readonly RouteRecord[]): void {
  const versions = routes.map(({ version }) => version);
  const twice = versions.find((version, index) => versions.indexOf(version) !== index);
  if (twice !== undefined) {
    throw new MaasError(
      'INVALID_REQUEST',
      `"routes" names version ${twice} twice; give each version once, with the whole of its weight.`,
    );
  }
  if (versions.length > 0 && versions.length <= LIMITS.aliasRoutes) return;
  throw new MaasError(
    'INVALID_REQUEST',
    `"routes" has 1 to ${LIMITS.aliasRoutes} versions; got ${versions.length}.`,
  );
}

/** @throws MaasError VERSION_NOT_FOUND, VERSION_NOT_READY */
export async function readTargets(
  registry: Registry,
  record: ModelRecord,
  routes: readonly RouteRecord[],
): Promise<VersionRecord[]> {
  const versions: VersionRecord[] = [];
  for (const { version } of routes) {
    const found = await readTarget(registry, record, version);
    requireReady(record, version, found.status);
    versions.push(found);
  }
  return versions;
}

/**
 * @throws MaasError VERSION_NOT_FOUND, VERSION_NOT_READY, INVALID_REQUEST for a version that answers
 */
export async function checkShadow(
  registry: Registry,
  record: ModelRecord,
  routes: readonly RouteRecord[],
  { version }: ShadowRecord,
): Promise<void> {
  if (routes.some((route) => route.version === version)) {
    throw new MaasError(
      'INVALID_REQUEST',
      `Version ${version} answers calls of this alias, so it cannot be its shadow; give another.`,
    );
  }
  requireReady(record, version, (await readTarget(registry, record, version)).status);
}

/**
 * A version that an alias may move to, with its status. It has to be read after the model's record:
 * a deletion writes that record first, so the alias's own write is refused when one has begun
 * since, and one that had begun before stands in `deleting`.
 */
export async function readTarget(
  registry: Registry,
  { model, deleting = [] }: ModelRecord,
  version: number,
): Promise<VersionRecord> {
  const found = await registry.getVersion(model, version);
  return deleting.includes(version) ? { ...found, status: 'DELETED' } : found;
}

/**
 * Notes, for the record of a split, that its versions do not fit into memory together: an instance
 * then loads them in turn.
 */
export function noteMemory(
  versions: readonly VersionRecord[],
  budget: SessionBudget | undefined,
): Pick<AliasRecord, 'notes'> {
  const neededBytes = versions.reduce((sum, version) => sum + estimateMemory(version), 0);
  if (versions.length === 1 || !budget || neededBytes <= budget.sizeBytes) return {};
  const { owner, sizeBytes, remedy } = budget;
  const note =
    `Together its versions take about ${toMegabytes(neededBytes)} MB of memory, and ${owner} has ` +
    `${toMegabytes(sizeBytes)} for models: instances load them in turn, and calls wait for it. ` +
    `Give ${owner} more: ${remedy}.`;
  return { notes: [note] };
}

function requireReady({ model }: ModelRecord, version: number, status: VersionStatus): void {
  if (status === 'READY') return;
  throw new MaasError(
    'VERSION_NOT_READY',
    `Version ${version} of model '${model}' is ${status}; an alias can only point at a READY one.`,
  );
}
