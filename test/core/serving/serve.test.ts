import { describe, expect, it } from '@jest/globals';
import { AnswerStream } from '../../../layers/maas/core/answer-stream.ts';
import { MaasError } from '../../../layers/maas/core/errors.ts';
import type { PredictionFacts } from '../../../layers/maas/core/monitoring/observe-prediction.ts';
import { StageTimes } from '../../../layers/maas/core/monitoring/stage-times.ts';
import type { ModelSession } from '../../../layers/maas/core/ports/model-runtime.ts';
import { readRecords } from '../../../layers/maas/core/serving/registry-records.ts';
import { serve, type ServeDeps } from '../../../layers/maas/core/serving/serve.ts';
import { UNWATCHED } from '../../support/unwatched.ts';
import { createRegistry } from './versions.ts';

const registry = await createRegistry({ m: ['READY'] }, { m: 1 });

/** A session whose runs are `run`, and what happens to it and to the prediction's watch. */
function lend(run: ModelSession['run']): {
  deps: ServeDeps;
  facts: PredictionFacts;
  told: string[];
  passMs: (ms: number) => void;
} {
  const told: string[] = [];
  let nowMs = 0;
  const tell = (what: string) => (): void => {
    told.push(what);
  };
  const deps = {
    records: readRecords(registry),
    sessions: {
      acquire: () => Promise.resolve({ session: { run }, resources: {}, done: tell('done') }),
    },
    clock: { monotonicMs: () => nowMs },
    watch: { ...UNWATCHED, run: tell('run'), wait: tell('wait') },
    gate: { admit: () => undefined },
    random: () => 0,
  } as unknown as ServeDeps;
  return {
    deps,
    facts: { id: 'p-1', stages: new StageTimes() },
    told,
    passMs: (ms) => {
      nowMs += ms;
    },
  };
}

describe('serve', () => {
  it('counts what a run waited for its turn apart from the run when sessions have a queue', async () => {
    const { deps, facts, passMs } = lend((_inputs, _outputs, onStart) => {
      passMs(5);
      onStart?.();
      passMs(2);
      return Promise.resolve({});
    });
    await serve({ model: 'm' }, facts, deps, () => async (model) => {
      await model.run({}, []);
      await model.run({}, []);
      return { body: 'both' };
    });
    expect(facts).toMatchObject({ model: 'm', version: 1, start: 'warm' });
    expect([facts.stages.find('queue'), facts.stages.find('inference')]).toEqual([10, 4]);
  });

  it('says nothing of a queue when sessions have none', async () => {
    const { deps, facts } = lend(() => Promise.resolve({}));
    await serve({ model: 'm' }, facts, deps, () => async (model) => ({
      body: await model.run({}, []),
    }));
    expect(facts.stages.find('queue')).toBeUndefined();
    expect(facts.stages.find('inference')).toBe(0);
  });

  it('keeps what its runs were given only when somebody reads it after the answer', async () => {
    const { deps, facts } = lend(() => Promise.resolve({}));
    const inputs = { x: { datatype: 'FP32', shape: [1], data: new Float32Array(1) } } as const;
    const call = async (drawKept: ServeDeps['drawKept']): Promise<unknown> => {
      await serve({ model: 'm' }, facts, { ...deps, drawKept }, () => async (model) => ({
        body: await model.run(inputs, []),
      }));
      return facts.runs;
    };
    expect(await call(() => ({ exchange: false, runs: true, answer: false }))).toEqual([inputs]);
    expect(await call(() => ({ exchange: true, runs: false, answer: false }))).toBeUndefined();
    expect(await call(undefined)).toBeUndefined();
  });

  it('loads nothing when the body is refused', async () => {
    const { deps, facts, told } = lend(() => Promise.resolve({}));
    await expect(
      serve({ model: 'm' }, facts, deps, () => {
        throw new MaasError('INVALID_REQUEST', 'No.');
      }),
    ).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(told).toEqual([]);
    expect(facts).toMatchObject({ model: 'm', version: 1 });
  });

  it.each([
    ['it answers', () => Promise.resolve({ body: 1 })],
    ['it fails', () => Promise.reject(new Error('No.'))],
  ])('gives the session back once when %s', async (_, work) => {
    const { deps, facts, told } = lend(() => Promise.resolve({}));
    await serve({ model: 'm' }, facts, deps, () => work).catch(() => undefined);
    expect(told).toEqual(['run', 'done']);
  });

  it('keeps the session for a stream, and limits the time of each of its steps', async () => {
    const { deps, facts, told } = lend(() => Promise.resolve({}));
    const { body } = await serve({ model: 'm' }, facts, deps, () => () => {
      const chunks = async function* (): AsyncGenerator<Uint8Array> {
        await Promise.resolve();
        yield Uint8Array.of(1);
      };
      return Promise.resolve({ body: new AnswerStream('text/plain', chunks()) });
    });
    expect(told).toEqual(['run', 'wait']);
    for await (const chunk of body) expect(chunk).toHaveLength(1);
    expect(told).toEqual(['run', 'wait', 'run', 'wait', 'run', 'done']);
    expect(facts.stream).toBe(body);
  });
});
