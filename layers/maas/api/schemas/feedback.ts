import * as z from 'zod/mini';
import { ERROR_CODES } from '../../contract/errors.ts';
import { LIMITS } from '../../contract/limits.ts';
import type { KeptTruth } from '../../core/feedback/feedback-store.ts';
import { requestObject } from '../../core/json/request-object.ts';

const TRUTH = 'must be a label, a number, a list of labels, or an object with one for each name';
const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Truth = z.union(
  [
    Scalar,
    z.array(z.union([z.string(), z.number()])).check(z.maxLength(LIMITS.reportedLabels)),
    z.record(z.string(), Scalar),
  ],
  TRUTH,
);

const Item = requestObject({
  predictionId: z
    .string()
    .check(
      z.maxLength(LIMITS.predictionIdLength),
      z.describe('As the header `x-prediction-id` of the prediction gave it.'),
    ),
  index: z
    .optional(z.int().check(z.minimum(0), z.maximum(LIMITS.callRows)))
    .check(z.describe('The index of the input in the call, from 0 on. Left out: 0.')),
  truth: Truth.check(
    z.describe(
      'The truth: a label; a number for a regressor; for several labels a list of those that ' +
        'are true, or an object with a value for each.',
    ),
  ),
});

const SIZE = `must have 1 to ${LIMITS.feedbackItems} truths`;

/** The body of `POST /models/{model}/feedback`: one truth, or a list. */
export const FeedbackBody = z.union([
  Item,
  z.array(Item).check(z.minLength(1, SIZE), z.maxLength(LIMITS.feedbackItems, SIZE)),
]);

const Result = z.strictObject({
  status: z.enum(['counted', 'repeated', 'refused']),
  code: z.optional(z.enum(ERROR_CODES)),
  error: z.optional(z.string()),
});

/** Its answer: what became of each, in their order. */
export const FeedbackView = z.strictObject({
  counted: z.int(),
  repeated: z.int().check(z.describe('Sent before: they count once.')),
  refused: z.int(),
  results: z.array(Result),
});

/** The query of `GET /models/{model}/feedback`: the truths that came in a period. */
export const FeedbackQuery = z.strictObject({
  period: z
    .optional(z.string())
    .check(z.describe('Its length: seconds, or an ISO 8601 duration as P7D.')),
  from: z.optional(z.string()).check(z.describe('Its beginning, as an ISO 8601 time.')),
  to: z
    .optional(z.string())
    .check(z.describe('Its end, as an ISO 8601 time; now where it is left out.')),
  after: z
    .optional(
      z
        .string()
        .check(z.regex(/^\d{13}-[\w/-]{1,1010}$/, 'must be what the page before gave as "next"')),
    )
    .check(z.describe('The `next` of the page before.')),
});

const KeptTruthView = z.strictObject({
  predictionId: z
    .string()
    .check(z.describe('As captures and log lines have it: the first part of the id.')),
  index: z.int().check(z.describe('The index of the input in the call.')),
  version: z.int(),
  predictedAt: z.iso.datetime(),
  sentAt: z.iso.datetime(),
  name: z
    .optional(z.string())
    .check(z.describe('The name of the label or value, where there are several.')),
  predicted: z.union([z.string(), z.number()]),
  truth: z.union([z.string(), z.number()]),
  score: z.optional(z.number()),
});

/** One entry for each label or value of each truth, in the order in which they came. */
export const FeedbackList = z.strictObject({
  truths: z.array(KeptTruthView),
  next: z.optional(z.string()),
});

export function toFeedbackList(
  truths: readonly KeptTruth[],
  next: string | undefined,
): z.infer<typeof FeedbackList> {
  return { truths: truths.flatMap(toTruthViews), next };
}

function toTruthViews({
  id,
  index,
  sentAtMs,
  outcome,
}: KeptTruth): z.infer<typeof KeptTruthView>[] {
  const { version, predictedAtMs, pairs } = outcome;
  const score = outcome.kind === 'labels' ? outcome.score : undefined;
  return pairs.map(([name, predicted, truth]) => ({
    predictionId: id,
    index,
    version,
    predictedAt: new Date(predictedAtMs).toISOString(),
    sentAt: new Date(sentAtMs).toISOString(),
    ...(name === '' ? {} : { name }),
    predicted,
    truth,
    score,
  }));
}
