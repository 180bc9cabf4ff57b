import type { Clock } from '../ports.ts';
import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { Tensors } from '../tensor.ts';
import type { ReadyVersion } from './resolve-version.ts';
import type { SessionCache } from './session-cache.ts';

export interface InferDeps {
  readonly sessions: SessionCache;
  readonly clock: Clock;
}

/**
 * Runs one inference on a version, loading it first where it is not in memory.
 * @param outputs names of the outputs wanted
 * @throws ModelLoadError, ModelRefusedInputError
 */
export async function infer(version: ReadyVersion, inputs: Tensors, outputs: readonly string[], facts: PredictionFacts, { sessions, clock }: InferDeps): Promise<Tensors> {
  const acquired = await sessions.acquire(version);
  facts.loadMs = acquired.loadMs;
  try {
    const startedAtMs = clock.nowMs();
    const results = await acquired.session.run(inputs, outputs);
    facts.inferenceMs = clock.nowMs() - startedAtMs;
    return results;
  } finally {
    acquired.done();
  }
}
