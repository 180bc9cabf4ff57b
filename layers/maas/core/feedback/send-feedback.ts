import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetricEvent, MetricSink } from '../ports/metrics.ts';
import { quote } from '../quote.ts';
import { foldName } from '../../contract/names.ts';
import type { FeedbackStore, Recorded } from './feedback-store.ts';
import type { KeyRing } from './key-ring.ts';
import { isRight, toOutcome, type Outcome, type Truth } from './outcome.ts';
import { shortenLabel } from '../tasks/task/shorten-label.ts';
import { readPrediction, type PredictionClaims } from './prediction-token.ts';

export interface FeedbackItem {
  /** As `x-prediction-id` gave it. */
  readonly predictionId: string;
  /** Which of the call's inputs, from 0 on. @default 0 */
  readonly index?: number | undefined;
  readonly truth: Truth;
}

export interface FeedbackDeps {
  readonly feedback: FeedbackStore;
  readonly keys: Pick<KeyRing, 'list'>;
  readonly metrics: MetricSink;
  readonly clock: Clock;
  /** The labels of a version; undefined where its record has none. */
  readonly findLabels: (version: number) => Promise<readonly (string | number)[] | undefined>;
}

const DAY_MS = 86_400_000;
const ADVICE = 'send x-prediction-id exactly as the prediction answered it';

/**
 * Keeps one truth and counts it.
 * @param model its name as its record writes it
 * @throws MaasError INVALID_REQUEST with the reason, CONFLICT when another truth was sent before
 */
export async function sendFeedback(
  model: string,
  { predictionId, index = 0, truth }: FeedbackItem,
  { feedback, keys, metrics, clock, findLabels }: FeedbackDeps,
): Promise<Exclude<Recorded, 'different'>> {
  const claims = await verify(predictionId, keys);
  requireCurrent(claims, model, clock.nowMs());
  const outcome = toOutcome(claims, findPredicted(claims, index), truth);
  await refuseTwins(outcome, findLabels);
  const name = { model, id: claims.id, index, sentAtMs: clock.nowMs() };
  const recorded = await feedback.record(name, outcome);
  if (recorded === 'different') {
    throw new MaasError(
      'CONFLICT',
      `Another truth was sent for input ${index} of this prediction before; the first one counts.`,
    );
  }
  if (recorded === 'counted') {
    metrics.record({
      values: toValues(outcome),
      dimensions: { Model: model, Version: String(outcome.version) },
      properties: { predictionId: claims.id },
    });
  }
  return recorded;
}

/** @throws MaasError INVALID_REQUEST for one that no key of this service signed */
async function verify(token: string, keys: FeedbackDeps['keys']): Promise<PredictionClaims> {
  let good = await keys.list();
  let claims = readPrediction(token, good);
  if (!claims) {
    good = await keys.list({ fresh: true });
    claims = readPrediction(token, good);
  }
  if (claims) return claims;
  // Without a key nothing can be judged, which is not the caller's fault.
  if (good.length === 0) throw new Error("The keys of predictions' ids cannot be read.");
  throw new MaasError(
    'INVALID_REQUEST',
    token.includes('.')
      ? `"predictionId" was not issued by this service, or was changed on its way: ${ADVICE}.`
      : `"predictionId" ${quote(token)} has no signature: ${ADVICE}.`,
  );
}

/** @throws MaasError INVALID_REQUEST */
function requireCurrent(claims: PredictionClaims, model: string, nowMs: number): void {
  if (foldName(claims.model) !== foldName(model)) {
    throw new MaasError(
      'INVALID_REQUEST',
      `"predictionId" is of model '${claims.model}'; send it to /models/${claims.model}/feedback.`,
    );
  }
  // eslint-disable-next-line no-restricted-syntax -- an age that another process dated
  if (nowMs - claims.timeMs > LIMITS.feedbackDays * DAY_MS) {
    throw new MaasError(
      'INVALID_REQUEST',
      `"predictionId" has expired: the prediction was made at ` +
        `${new Date(claims.timeMs).toISOString()}, and feedback is taken for ` +
        `${LIMITS.feedbackDays} days.`,
    );
  }
}

/** @throws MaasError INVALID_REQUEST */
function findPredicted(
  { inputs, predicted }: PredictionClaims,
  index: number,
): PredictionClaims['predicted'][number] {
  const found = predicted[index];
  if (found) return found;
  if (inputs === 0) {
    throw new MaasError(
      'INVALID_REQUEST',
      'This prediction answered neither labels nor values, as tensors and vectors are none; ' +
        'feedback is taken for classifiers and regressors, called with the JSON of their task.',
    );
  }
  throw new MaasError(
    'INVALID_REQUEST',
    index >= inputs
      ? `"index" is from 0 to ${inputs - 1}, as the call had ${inputs} inputs; got ${index}.`
      : `"index" is from 0 to ${predicted.length - 1}: an id carries the answers of its first ` +
          `inputs, at most ${LIMITS.feedbackInputs}; got ${index}. Send fewer inputs in one call.`,
  );
}

/**
 * A truth that is the predicted label but for case or blanks would count as wrong, for good: it is
 * refused, unless it is a label of its own, as `a` and `A` are where letters are read.
 * @throws MaasError INVALID_REQUEST
 */
async function refuseTwins(
  { kind, pairs, version }: Outcome,
  findLabels: FeedbackDeps['findLabels'],
): Promise<void> {
  if (kind !== 'labels') return;
  const twin = pairs.find(
    ([, predicted, truth]) => predicted !== truth && fold(predicted) === fold(truth),
  );
  if (!twin) return;
  const [, predicted, truth] = twin;
  const labels = await findLabels(version);
  const isLabel = labels?.some((label) => shortenLabel(String(label)) === truth);
  if (isLabel ?? truth.length === 1) return;
  throw new MaasError(
    'INVALID_REQUEST',
    `"truth" ${quote(truth)} is the predicted label ${quote(predicted)} but for case or blanks, ` +
      'and would count as wrong; send the label as the prediction answered it.',
  );
}

function fold(label: string): string {
  return label.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}

function toValues(outcome: Outcome): MetricEvent['values'] {
  if (outcome.kind === 'labels') return { Accuracy: isRight(outcome) ? 1 : 0 };
  const errors = outcome.pairs.map(([, predicted, truth]) => predicted - truth);
  return {
    AbsoluteError: errors.map(Math.abs),
    SquaredError: errors.map((error) => error ** 2),
  };
}
