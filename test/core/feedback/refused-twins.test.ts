import { describe, expect, it } from '@jest/globals';
import { signPrediction } from '../../../layers/maas/core/feedback/prediction-token.ts';
import type { FeedbackStore } from '../../../layers/maas/core/feedback/feedback-store.ts';
import { sendFeedback } from '../../../layers/maas/core/feedback/send-feedback.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';

const key = Buffer.from('k'.repeat(64));

/** What becomes of a truth for a prediction of this label. */
function send(label: string, truth: string | boolean, labels?: readonly string[]): Promise<string> {
  const predictionId = signPrediction(
    {
      id: '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
      model: 'mood',
      version: 1,
      timeMs: systemClock.nowMs(),
      inputs: 1,
      predicted: [{ kind: 'label', label, score: 0.7 }],
    },
    key,
  );
  return sendFeedback(
    'mood',
    { predictionId, truth },
    {
      feedback: { record: () => Promise.resolve('counted') } as unknown as FeedbackStore,
      keys: { list: () => Promise.resolve([key]) },
      metrics: { record: () => undefined },
      clock: systemClock,
      findLabels: () => Promise.resolve(labels),
    },
  ).catch((error: unknown) => String(error));
}

describe('a truth that is the predicted label but for case or blanks', () => {
  it.each<[string | boolean, string, string[] | undefined]>([
    ['Positive', 'positive', ['negative', 'positive']],
    ['positive ', 'positive', undefined],
    ['new  york', 'New York', undefined],
    [true, 'True', ['False', 'True']],
    ['A', 'a', ['a', 'b']],
  ])('is refused when it is %j of %j, and the labels are %j', async (truth, label, labels) => {
    expect(await send(label, truth, labels)).toMatch(
      new RegExp(`"truth" "${String(truth)}" is the predicted label "${label}" but for case`),
    );
  });

  it.each<[string, string, string[] | undefined]>([
    ['A', 'a', ['a', 'A']],
    ['A', 'a', undefined],
    ['negative', 'positive', undefined],
    ['neutral', 'positive', ['positive', 'negative']],
  ])('is taken when it is %j of %j, and the labels are %j', async (truth, label, labels) => {
    expect(await send(label, truth, labels)).toBe('counted');
  });
});
