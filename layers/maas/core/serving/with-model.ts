import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { PredictionWatch } from '../monitoring/prediction-watch.ts';
import type { ImageDecoder, Stopwatch } from '../ports.ts';
import type { TaskModel } from '../tasks/task/task.ts';
import { limitOutputs } from './limit-outputs.ts';
import { runAlone } from './run-alone.ts';
import type { ReadyVersion } from './resolve-version.ts';
import type { SessionCache } from './session-cache.ts';

export interface ModelDeps {
  readonly sessions: Pick<SessionCache, 'acquire'>;
  readonly images: ImageDecoder;
  readonly clock: Stopwatch;
  readonly watch: PredictionWatch;
}

/**
 * Lends a version's model, loading it first where it is not in memory; it is not released while `use` works with it.
 * @throws ModelLoadError, and what `use` throws
 */
export async function withModel<T>(
  version: ReadyVersion,
  facts: PredictionFacts,
  { sessions, images, clock, watch }: ModelDeps,
  use: (model: TaskModel) => Promise<T>,
): Promise<T> {
  const { session, resources, loadMs, done } = await sessions.acquire(version, () => {
    watch.load(version);
  });
  facts.loadMs = loadMs;
  watch.run(version, facts.limitMs);
  const runsAlone = version.bundle.runsAlone === true;
  const run: TaskModel['run'] = async (inputs, outputs) => {
    limitOutputs(version.bundle.signature, inputs, outputs);
    const startedAtMs = clock.monotonicMs();
    const results = await session.run(inputs, outputs);
    facts.inferenceMs = (facts.inferenceMs ?? 0) + clock.monotonicMs() - startedAtMs;
    return results;
  };
  try {
    return await use({
      resources,
      images,
      run: runsAlone ? runAlone(run, version.bundle.signature) : run,
      runsAlone,
    });
  } finally {
    done();
  }
}
