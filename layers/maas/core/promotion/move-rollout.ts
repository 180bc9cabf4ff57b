import type { SessionBudget } from '../memory-limit.ts';
import { findAlias, routeAlias } from '../registry/aliases.ts';
import { checkShadow, noteMemory, readTargets } from '../registry/check-routes.ts';
import type { ModelRecord, RouteRecord, ShadowRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import { getCopies, getPercent } from '../rollouts/advance-rollout.ts';
import type { RolloutRecord } from '../rollouts/rollout.ts';

/** Versions that an alias remembers as taken back. */
const MOST_ROLLED_BACK = 100;

/** Splits an alias's traffic as its roll-out's state wants it. */
function toRoutes(rollout: RolloutRecord): RouteRecord[] {
  const percent = getPercent(rollout);
  const { baseline, candidate } = rollout;
  if (percent >= 100) return [{ version: candidate, weight: 1 }];
  if (percent <= 0) return [{ version: baseline, weight: 1 }];
  return [
    { version: baseline, weight: 100 - percent },
    { version: candidate, weight: percent },
  ];
}

function toShadow(rollout: RolloutRecord): ShadowRecord | undefined {
  const copies = getCopies(rollout);
  return copies && { version: rollout.candidate, ...copies };
}

/**
 * A model whose alias is where its roll-out says: the traffic and the state change together.
 * @throws MaasError VERSION_NOT_FOUND, VERSION_NOT_READY
 */
export async function withRollout(
  registry: Registry,
  record: ModelRecord,
  alias: string,
  rollout: RolloutRecord,
  sessionBudget: SessionBudget,
): Promise<ModelRecord> {
  const routes = toRoutes(rollout);
  const versions = await readTargets(registry, record, routes);
  const shadow = toShadow(rollout);
  if (shadow) await checkShadow(registry, record, routes, shadow);
  const notes = noteMemory(versions, sessionBudget);
  const known = findAlias(record, alias)?.rolledBack ?? [];
  const others = known.filter((version) => version !== rollout.candidate);
  const rolledBack =
    rollout.state === 'ROLLED_BACK'
      ? [...others, rollout.candidate].slice(-MOST_ROLLED_BACK)
      : others;
  const target = { routes, ...notes, rollout, rolledBack, ...(shadow && { shadow }) };
  return routeAlias(registry, record, alias, target, versions);
}
