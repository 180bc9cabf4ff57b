import * as z from 'zod';
import { ERROR_CODES } from '../../contract/errors.ts';
import { LIMITS } from '../../contract/limits.ts';
import type { KeptTruth } from '../../core/feedback/feedback-store.ts';
import { requestObject } from '../../core/json/request-object.ts';

const TRUTH = 'must be a label, a number, a list of labels, or an object with one for each name';
const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Truth = z.union(
  [
    Scalar,
    z.array(z.union([z.string(), z.number()])).max(LIMITS.reportedLabels),
    z.record(z.string(), Scalar),
  ],
  TRUTH,
);

const Item = requestObject({
  predictionId: z
    .string()
    .max(LIMITS.predictionIdLength)
    .describe('As the header `x-prediction-id` of the prediction gave it.'),
  index: z
    .int()
    .min(0)
    .max(LIMITS.callRows)
    .optional()
    .describe('The index of the input in the call, from 0 on. Left out: 0.'),
  truth: Truth.describe(
    'The truth: a label; a number for a regressor; for several labels a list of those that ' +
      'are true, or an object with a value for each.',
  ),
});

const SIZE = `must have 1 to ${LIMITS.feedbackItems} truths`;

/** The body of `POST /models/{model}/feedback`: one truth, or a list. */
export const FeedbackBody = z.union([
  Item,
  z.array(Item).min(1, SIZE).max(LIMITS.feedbackItems, SIZE),
]);

const Result = z.strictObject({
  status: z.enum(['counted', 'repeated', 'refused']),
  code: z.enum(ERROR_CODES).optional(),
  error: z.string().optional(),
});

/** Its answer: what became of each, in their order. */
export const FeedbackView = z.strictObject({
  counted: z.int(),
  repeated: z.int().describe('Sent before: they count once.'),
  refused: z.int(),
  results: z.array(Result),
});

/** The query of `GET /models/{model}/feedback`: the truths that came in a period. */
export const FeedbackQuery = z.strictObject({
  period: z.string().optional().describe('Its length: seconds, or an ISO 8601 duration as P7D.'),
  from: z.string().optional().describe('Its beginning, as an ISO 8601 time.'),
  to: z.string().optional().describe('Its end, as an ISO 8601 time; now where it is left out.'),
  after: z
    .string()
    .regex(/^[\w/-]{1,1024}$/, 'must be what the page before gave as "next"')
    .optional()
    .describe('The `next` of the page before.'),
});

const KeptTruthView = z.strictObject({
  predictionId: z.string().describe('As captures and log lines have it: the first part of the id.'),
  index: z.int().describe('The index of the input in the call.'),
  version: z.int(),
  predictedAt: z.iso.datetime(),
  sentAt: z.iso.datetime(),
  name: z.string().optional().describe('The name of the label or value, where there are several.'),
  predicted: z.union([z.string(), z.number()]),
  truth: z.union([z.string(), z.number()]),
  score: z.number().optional(),
});

/** One entry for each label or value of each truth, in the order in which they came. */
export const FeedbackList = z.strictObject({
  truths: z.array(KeptTruthView),
  next: z.string().optional(),
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
