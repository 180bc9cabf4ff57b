import { LIMITS } from '../../contract/limits.ts';
import type { MetricQuery, MetricReader, Period } from '../ports/metrics.ts';
import { estimateAccuracy, isScored, type EstimatedAccuracy } from './estimate-accuracy.ts';
import type { FeedbackStore } from './feedback-store.ts';
import type { Outcome } from './outcome.ts';
import { SCORE_COUNTS } from './score-bins.ts';

export interface AccuracyEstimates {
  /** The estimate for all versions together; undefined where one that answered has none. */
  readonly model: EstimatedAccuracy | undefined;
  readonly versions: ReadonlyMap<number, EstimatedAccuracy>;
}

const DAY_MS = 86_400_000;
/** The latest truths are looked for; how many days they go back, nobody knows before. */
const WINDOW_DAYS = [1, 7, LIMITS.feedbackDays] as const;
const NONE: AccuracyEstimates = { model: undefined, versions: new Map() };

/**
 * Estimates the accuracy of a model's answers of a period from their scores, and from how often
 * such scores were right in the days before: for periods whose truths come late, or never.
 */
export async function readEstimates(
  metrics: Pick<MetricReader, 'read'>,
  feedback: FeedbackStore,
  model: string,
  period: Period,
): Promise<AccuracyEstimates> {
  const byVersion = await readTruths(feedback, model, period.toMs);
  const versions = [...byVersion.keys()];
  if (versions.length === 0) return NONE;
  const [all = 0, ...values] = await metrics.read(
    [
      { metric: 'Score', dimensions: { Model: model }, statistic: 'SampleCount' },
      ...versions.flatMap((version) => askCounts(model, version)),
    ],
    period,
  );
  const estimates = versions.flatMap((version, index) => {
    const start = index * SCORE_COUNTS.length;
    const counts = values.slice(start, start + SCORE_COUNTS.length).map((count) => count ?? 0);
    const estimate = estimateAccuracy(counts, byVersion.get(version) ?? []);
    return estimate ? [[version, estimate] as const] : [];
  });
  return {
    model: combine(
      estimates.map(([, one]) => one),
      all,
    ),
    versions: new Map(estimates),
  };
}

/** Scored truths of the versions that have enough of them. */
async function readTruths(
  feedback: FeedbackStore,
  model: string,
  toMs: number,
): Promise<Map<number, Outcome[]>> {
  let scored: Outcome[] = [];
  for (const days of WINDOW_DAYS) {
    const window = { fromMs: toMs - days * DAY_MS, toMs };
    const { outcomes } = await feedback.list(model, window, 'feedback', LIMITS.calibrationTruths);
    scored = outcomes.filter(isScored);
    if (outcomes.length >= LIMITS.calibrationTruths) break;
  }
  const found = Map.groupBy(scored, ({ version }) => version);
  return new Map([...found].filter(([, truths]) => truths.length >= LIMITS.estimateTruths));
}

function askCounts(model: string, version: number): MetricQuery[] {
  return SCORE_COUNTS.map((statistic) => ({
    metric: 'Score',
    dimensions: { Model: model, Version: String(version) },
    statistic,
  }));
}

/** @param all answers with a score, of every version */
function combine(
  estimates: readonly EstimatedAccuracy[],
  all: number,
): EstimatedAccuracy | undefined {
  const predictions = estimates.reduce((sum, one) => sum + one.predictions, 0);
  if (predictions === 0 || predictions < all) return undefined;
  const mean = (field: 'accuracy' | 'from' | 'to'): number =>
    estimates.reduce((sum, one) => sum + one[field] * one.predictions, 0) / predictions;
  return {
    accuracy: mean('accuracy'),
    from: mean('from'),
    to: mean('to'),
    predictions,
    truths: estimates.reduce((sum, one) => sum + one.truths, 0),
  };
}
