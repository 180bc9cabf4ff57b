import type { Period } from '../ports/metrics.ts';
import { summariseAccuracy, type Accuracy } from './accuracy.ts';
import type { FeedbackStore, FeedbackTime } from './feedback-store.ts';

export interface ModelAccuracy extends Accuracy {
  /** True if all truths of the period were read; else `LIMITS.reportedFeedback` of them were. */
  readonly isWhole: boolean;
  /** Those that have truths, the newest first. */
  readonly versions: readonly (Accuracy & { readonly version: number })[];
}

/** Compares a model's answers of a period with their truths, in all and by version. */
export async function readAccuracy(
  feedback: FeedbackStore,
  model: string,
  period: Period,
  by: FeedbackTime,
): Promise<ModelAccuracy> {
  const { outcomes, isWhole } = await feedback.list(model, period, by);
  const versions = [...new Set(outcomes.map(({ version }) => version))].sort((a, b) => b - a);
  return {
    ...summariseAccuracy(outcomes),
    isWhole,
    versions: versions.map((version) => ({
      version,
      ...summariseAccuracy(outcomes.filter((outcome) => outcome.version === version)),
    })),
  };
}
