import type { MetricQuery, MetricReader } from '../ports/metrics.ts';
import type { ModelRecord } from '../registry/records.ts';
import { toMidnightMs } from './day.ts';

/** One caller's calls of a model. */
export interface Counted {
  readonly model: string;
  readonly caller: string;
}

/** Callers of a model who have so many calls a day and no more. */
export function listQuotas({ access }: ModelRecord): (readonly [caller: string, perDay: number])[] {
  return Object.entries(access?.callers ?? {}).flatMap(([caller, { perDay }]) =>
    perDay === undefined ? [] : [[caller, perDay] as const],
  );
}

/** Counts each caller's calls since midnight, as far as the metrics have arrived. */
export async function countCalls(
  reader: Pick<MetricReader, 'read'>,
  counted: readonly Counted[],
  nowMs: number,
): Promise<readonly number[]> {
  if (counted.length === 0) return [];
  const queries = counted.map(({ model, caller }): MetricQuery => ({
    metric: 'CallerPredictions',
    dimensions: { Model: model, Caller: caller },
    statistic: 'Sum',
  }));
  const values = await reader.read(queries, { fromMs: toMidnightMs(nowMs), toMs: nowMs + 1 });
  return values.map((value) => value ?? 0);
}
