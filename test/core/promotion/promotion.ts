import type { CapturedLine } from '../../../layers/maas/core/ports/captures.ts';
import type { MetricQuery, MetricReader, Steps } from '../../../layers/maas/core/ports/metrics.ts';
import type { RolloutRequest } from '../../../layers/maas/core/rollouts/rollout-request.ts';
import type { TickDeps } from '../../../layers/maas/core/promotion/revise-rollout.ts';
import { tickRollouts } from '../../../layers/maas/core/promotion/tick-rollouts.ts';
import { setAlias } from '../../../layers/maas/core/registry/aliases.ts';
import type { AliasRecord } from '../../../layers/maas/core/registry/records.ts';
import { Registry } from '../../../layers/maas/core/registry/registry.ts';
import { createLines } from '../../support/captured-lines.ts';
import { SESSION_BUDGET, SILENT } from '../../support/ingest.ts';
import { MemoryObjectStore } from '../../support/memory-object-store.ts';
import { addReady } from '../../support/registry.ts';

export const MINUTE_MS = 60_000;
const START_MS = Date.parse('2026-11-29T06:00:00Z');

export interface Traffic {
  readonly requests: number;
  readonly errors?: number;
  readonly answers?: number;
  readonly slow?: number;
  /** Copies that it got as a shadow, one input each, and those that it answered otherwise. */
  readonly copies?: number;
  readonly differing?: number;
}

/** A model with two versions, its alias on the first, and a world that a test moves. */
export interface World {
  readonly deps: { -readonly [K in keyof TickDeps]: TickDeps[K] };
  readonly store: MemoryObjectStore;
  /** The traffic of each version in each minute from now on. */
  traffic: Readonly<Record<number, Traffic>>;
  nowMs: number;
  readonly told: string[];
  /** True if who is told can be reached. */
  isReachable: boolean;
  readonly switched: boolean[];
  /** Counts for drift, as they were written. */
  readonly sketches: CapturedLine[];
}

export async function createWorld(): Promise<World> {
  const store = new MemoryObjectStore();
  const world = {
    ...{
      traffic: {},
      nowMs: START_MS,
      told: [],
      isReachable: true,
      switched: [],
      store,
      sketches: [],
    },
  } as unknown as { -readonly [K in keyof World]: World[K] };
  const registry = new Registry(store, { nowMs: () => world.nowMs });
  await addReady(registry, 'm');
  await addReady(registry, 'm');
  await setAlias(registry, 'm', 'live', 1);
  world.deps = {
    registry,
    getSessionBudget: () => SESSION_BUDGET,
    schedule: (isOn) => {
      world.switched.push(isOn);
      return Promise.resolve();
    },
    metrics: createMetrics(world),
    metricsLateMs: 2 * MINUTE_MS,
    captured: createLines(() => world.sketches),
    answersLateMs: 5 * MINUTE_MS,
    messengers: [
      {
        send: ({ subject, text }) => {
          if (!world.isReachable) return Promise.reject(new Error('Nobody is there.'));
          world.told.push(`${subject}\n${text}`);
          return Promise.resolve();
        },
      },
    ],
    logger: SILENT,
  };
  return world;
}

export async function getLive({ deps }: World): Promise<AliasRecord> {
  const { live } = (await deps.registry.getModel('m')).value.aliases;
  if (!live) throw new Error('There is no alias.');
  return live;
}

/** So many minutes pass, with a look at the end of each. */
export async function tick(world: World, minutes: number): Promise<AliasRecord> {
  for (let minute = 0; minute < minutes; minute++) {
    world.nowMs += MINUTE_MS;
    await tickRollouts(world.deps);
  }
  return getLive(world);
}

export const CANARY: RolloutRequest = {
  version: 2,
  strategy: { canary: { percent: [10, 50], bakeMinutes: 10 } },
  minRequests: 100,
  longestBakeMinutes: 60,
  onBad: 'rollback',
  force: false,
};

function createMetrics(world: Pick<World, 'traffic'>): MetricReader {
  const count = ({ metric, dimensions, statistic }: MetricQuery): number | undefined => {
    const traffic = world.traffic[Number(dimensions.Version)];
    if (!traffic) return undefined;
    const { requests, errors = 0, answers = requests - errors, slow = 0 } = traffic;
    const { copies = 0, differing = 0 } = traffic;
    if (metric === 'ShadowPredictions') return copies;
    if (metric === 'Agreement') return statistic === 'Sum' ? copies - differing : copies;
    if (metric === 'Predictions') return requests;
    if (metric === 'Errors') return errors;
    if (metric === 'SlowAnswers') return statistic === 'Sum' ? slow : answers;
    if (metric === 'PredictionLatency') return statistic === 'p99' ? 80 : answers;
    return undefined;
  };
  return {
    read: (queries) => Promise.resolve(queries.map(count)),
    readSeries: (queries, { fromMs, toMs, stepMs }: Steps) =>
      Promise.resolve(
        queries.map((query) =>
          Array.from({ length: (toMs - fromMs) / stepMs }, () => count(query)),
        ),
      ),
  };
}
