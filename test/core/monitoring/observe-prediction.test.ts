import { describe, expect, it } from '@jest/globals';
import { ALARM_LIMITS } from '../../../layers/maas/contract/alarm-limits.ts';
import { systemClock } from '../../../layers/maas/adapters/system-clock.ts';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import {
  observePrediction,
  type CallNotes,
  type PredictionFacts,
} from '../../../layers/maas/core/monitoring/observe-prediction.ts';
import type { PredictionWatch } from '../../../layers/maas/core/monitoring/prediction-watch.ts';
import type { MetricEvent } from '../../../layers/maas/core/ports/metrics.ts';
import { formatServerTiming } from '../../../layers/maas/http/server-timing.ts';
import { UNWATCHED } from '../../support/unwatched.ts';

/** A prediction of 0.4567891 ms, whose two runs took 0.1 and 0.2. */
async function observe(): Promise<MetricEvent['values'] | undefined> {
  const events: MetricEvent[] = [];
  let nowMs = 7.1;
  await observePrediction(
    async (facts: PredictionFacts) => {
      Object.assign(facts, { model: 'm', version: 1 });
      facts.stages.add('load', 0, 0.25000049);
      facts.stages.add('inference', 0, 0.1);
      facts.stages.add('inference', 0.3, 0.5);
      nowMs += 0.4567891;
      return Promise.resolve();
    },
    {
      clock: { monotonicMs: () => nowMs },
      metrics: { record: (event) => events.push(event) },
      isColdStart: () => false,
      watch: UNWATCHED,
      budget: ALARM_LIMITS,
      newId: () => 'p-1',
    },
    { remainingMs: () => 1000, notes: {} },
  );
  return events[0]?.values;
}

describe('the log line', () => {
  it('names model and version, and tells the stages that there were, in their order', async () => {
    const notes: CallNotes = {};
    await observePrediction(
      (facts) => {
        Object.assign(facts, { model: 'm', version: 1 });
        facts.stages.add('inference', 1, 3.00000001);
        facts.stages.add('decode', 0, 0.1);
        return Promise.resolve();
      },
      {
        clock: { monotonicMs: () => 0 },
        metrics: { record: () => undefined },
        isColdStart: () => false,
        watch: UNWATCHED,
        budget: ALARM_LIMITS,
        newId: () => 'p-1',
      },
      { remainingMs: () => 1000, notes },
    );
    expect(notes).toEqual({
      predictionId: 'p-1',
      model: 'm',
      version: 1,
      stagesMs: { decode: 0.1, inference: 2 },
    });
  });
});

describe('durations', () => {
  it('are recorded to the microsecond when a model answers in less than a millisecond', async () => {
    expect(await observe()).toMatchObject({
      PredictionLatency: 0.457,
      InferenceLatency: 0.3,
      ModelLoadLatency: 0.25,
    });
  });

  it('are told to the caller to the microsecond', () => {
    expect(formatServerTiming({ load: undefined, inference: 0.1 + 0.2, total: 0.4567891 })).toBe(
      'inference;dur=0.3, total;dur=0.457',
    );
  });

  it('have parts of a millisecond and never go back when the system measures them', () => {
    const times = Array.from({ length: 1000 }, () => systemClock.monotonicMs());
    expect(times.some((time) => !Number.isInteger(time))).toBe(true);
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
  });
});

describe('observePrediction', () => {
  /** Records a prediction that ends so. */
  async function record(
    predict: (facts: PredictionFacts) => Promise<unknown>,
    signal?: AbortSignal,
    watch: PredictionWatch = UNWATCHED,
  ): Promise<MetricEvent[]> {
    const events: MetricEvent[] = [];
    await observePrediction(
      predict,
      {
        clock: { monotonicMs: () => 0 },
        metrics: { record: (event) => events.push(event) },
        isColdStart: () => true,
        watch,
        budget: ALARM_LIMITS,
        newId: () => 'p-1',
      },
      { remainingMs: () => 1000, notes: {}, ...(signal ? { signal } : {}) },
    ).catch(() => undefined);
    return events;
  }

  it.each([
    ['the caller is at fault', new MaasError('INVALID_TENSOR', 'No.'), 'INVALID_TENSOR', 0, 1],
    ['the model is at fault', new MaasError('LOADING_FAILED', 'No.'), 'LOADING_FAILED', 1, 0],
    ['nobody foresaw it', new TypeError('No.'), 'INTERNAL', 1, 0],
  ])(
    'counts an error by its type, and no latency, when %s',
    async (_, error, code, errors, clientErrors) => {
      const [event, ...others] = await record((facts) => {
        Object.assign(facts, { model: 'm', version: 2 });
        return Promise.reject(error);
      });
      expect(others).toEqual([]);
      expect(event).toEqual({
        values: {
          Predictions: 1,
          ColdStart: 1,
          Errors: errors,
          ClientErrors: clientErrors,
          ErrorsByType: 1,
          ErrorsOverBudget: errors - 0.05,
        },
        dimensions: { Model: 'm', Version: '2', ErrorType: code },
        properties: { predictionId: 'p-1' },
      });
    },
  );

  it('counts TIMEOUT at once and nothing after when the time is over', async () => {
    const time = new AbortController();
    const events = await record(async (facts) => {
      facts.model = 'm';
      time.abort();
      return Promise.resolve();
    }, time.signal);
    expect(events).toEqual([
      {
        values: {
          Predictions: 1,
          ColdStart: 1,
          Errors: 1,
          ClientErrors: 0,
          ErrorsByType: 1,
          ErrorsOverBudget: 0.95,
        },
        dimensions: { Model: 'm', ErrorType: 'TIMEOUT' },
        properties: { predictionId: 'p-1' },
      },
    ]);
  });

  it('is watched from its beginning to its end, once, with the time that its call has', async () => {
    const seen: unknown[] = [];
    const watch: PredictionWatch = {
      ...UNWATCHED,
      begin: (ms) => {
        seen.push(ms);
      },
      end: () => {
        seen.push('end');
      },
    };
    await record(() => Promise.reject(new MaasError('INVALID_TENSOR', 'No.')), undefined, watch);
    expect(seen).toEqual([1000, 'end']);
  });
});
