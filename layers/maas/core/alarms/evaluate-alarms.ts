import type { ServiceLimit } from '../../contract/alarm-limits.ts';
import {
  ALARM_IDS,
  GROUP_SERIES,
  getAlarmRule,
  type AlarmId,
  type AlarmRule,
  type GroupWatch,
  type ModelWatch,
} from '../../contract/alarms.ts';
import type { Dimension } from '../../contract/metrics.ts';
import type { OwnLimits } from '../ports/alarm-registry.ts';
import type { MetricReader, Series, Steps } from '../ports/metrics.ts';
import { EXTRA_POINTS, judgeSeries, type AlarmState } from './judge-series.ts';
import { evaluateMath } from './metric-math.ts';

/** An alarm of one version or model, as it stands. */
export interface AlarmStatus {
  readonly alarm: AlarmId;
  readonly model: string;
  /** Absent for an alarm over all versions of its model. */
  readonly version?: string;
  readonly state: AlarmState;
  /** ISO 8601; when it came into this state. */
  readonly since: string;
  /** The values that were judged, oldest first; null where there was none. */
  readonly values: readonly (number | null)[];
  readonly threshold: number;
  /** The limit that the rule's sentence speaks of. */
  readonly limit: number;
}

export interface EvaluateDeps {
  readonly metrics: Pick<MetricReader, 'readSeries'> & {
    readGroups(
      query: Pick<GroupWatch, 'metric' | 'statistic'> & { readonly by: readonly Dimension[] },
      steps: Steps,
    ): Promise<
      readonly {
        readonly dimensions: Readonly<Partial<Record<Dimension, string>>>;
        readonly series: Series;
      }[]
    >;
  };
  /** The models that have limits of their own. */
  readonly own: readonly { readonly model: string; readonly limits: OwnLimits }[];
  readonly limits: Readonly<Record<ServiceLimit, number>>;
}

type Judged = Omit<AlarmStatus, 'state' | 'since' | 'values'> & { readonly series: Series };

const MINUTE_MS = 60_000;

/**
 * The state of every alarm at a time, by the last whole minutes. A version of which there are no
 * data any more is well.
 * @param before as it was answered last
 */
export async function evaluateAlarms(
  deps: EvaluateDeps,
  nowMs: number,
  before: readonly AlarmStatus[],
): Promise<AlarmStatus[]> {
  const judged = (await Promise.all(ALARM_IDS.map((id) => readRule(id, deps, nowMs)))).flat();
  const known = new Map(before.map((status) => [toKey(status), status]));
  const now = judged.map((each) => judge(each, known.get(toKey(each)), nowMs));
  const present = new Set(now.map(toKey));
  const gone = before.filter((status) => !present.has(toKey(status)) && status.state === 'ALARM');
  return [...now, ...gone.map((status) => toWell(status, nowMs))];
}

/** Those whose state is another than before; what was not there before was well. */
export function listChanges(
  before: readonly AlarmStatus[],
  after: readonly AlarmStatus[],
): AlarmStatus[] {
  const known = new Map(before.map((status) => [toKey(status), status.state]));
  return after.filter((status) => status.state !== (known.get(toKey(status)) ?? 'OK'));
}

async function readRule(id: AlarmId, deps: EvaluateDeps, nowMs: number): Promise<Judged[]> {
  const rule = getAlarmRule(id);
  const { watch } = rule;
  if (watch.kind === 'group') return readGroupRule(id, rule, watch, deps, nowMs);
  if (watch.kind === 'model') return readModelRule(id, rule, watch, deps, nowMs);
  return []; // what AWS measures, one machine does not have
}

async function readGroupRule(
  id: AlarmId,
  rule: AlarmRule,
  watch: GroupWatch,
  { metrics, limits }: EvaluateDeps,
  nowMs: number,
): Promise<Judged[]> {
  const threshold = typeof rule.threshold === 'number' ? rule.threshold : 0;
  const groups = await metrics.readGroups(watch, toSteps(rule, nowMs));
  return pickWorst(groups).map(({ dimensions, series }) => ({
    alarm: id,
    model: dimensions.Model ?? '',
    version: dimensions.Version,
    series,
    threshold,
    limit: rule.limit === undefined ? threshold : limits[rule.limit],
  }));
}

/** As Metrics Insights answers them: the highest first, and no more than its limit. */
function pickWorst<T extends { readonly series: Series }>(groups: readonly T[]): readonly T[] {
  if (groups.length <= GROUP_SERIES) return groups;
  const highest = ({ series }: T): number => Math.max(...series.map((value) => value ?? -Infinity));
  return groups.toSorted((a, b) => highest(b) - highest(a)).slice(0, GROUP_SERIES);
}

async function readModelRule(
  id: AlarmId,
  rule: AlarmRule,
  watch: ModelWatch,
  { metrics, own }: EvaluateDeps,
  nowMs: number,
): Promise<Judged[]> {
  const watched = own.flatMap(({ model, limits }) => {
    const limit = limits[watch.limit];
    return limit === undefined ? [] : [{ model, limit }];
  });
  const names = Object.keys(watch.metrics);
  return Promise.all(
    watched.map(async ({ model, limit }) => {
      const series = await metrics.readSeries(
        Object.values(watch.metrics).map(({ metric, statistic }) => ({
          metric,
          dimensions: { Model: model },
          statistic,
        })),
        toSteps(rule, nowMs),
      );
      const byName = Object.fromEntries(names.map((name, index) => [name, series[index] ?? []]));
      const value = evaluateMath(watch.expression ?? names[0] ?? '', byName);
      return { alarm: id, model, series: value, threshold: limit, limit };
    }),
  );
}

/** The evaluation range: whole periods up to the last minute that is over. */
function toSteps({ periodSeconds, evaluationPeriods }: AlarmRule, nowMs: number): Steps {
  const toMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const stepMs = periodSeconds * 1000;
  return { fromMs: toMs - (evaluationPeriods + EXTRA_POINTS) * stepMs, toMs, stepMs };
}

function judge(
  { series, ...each }: Judged,
  before: AlarmStatus | undefined,
  nowMs: number,
): AlarmStatus {
  const { datapointsToAlarm, evaluationPeriods, comparison, missingData } = getAlarmRule(
    each.alarm,
  );
  const state = judgeSeries(
    series,
    { datapointsToAlarm, evaluationPeriods, comparison, missingData, threshold: each.threshold },
    before?.state ?? 'OK',
  );
  return {
    ...each,
    state,
    since: before?.state === state ? before.since : new Date(nowMs).toISOString(),
    values: series.slice(-evaluationPeriods).map((value) => value ?? null),
  };
}

function toWell(status: AlarmStatus, nowMs: number): AlarmStatus {
  return { ...status, state: 'OK', since: new Date(nowMs).toISOString(), values: [] };
}

function toKey({
  alarm,
  model,
  version = '',
}: Pick<AlarmStatus, 'alarm' | 'model' | 'version'>): string {
  return `${alarm}/${model}/${version}`;
}
