import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import { prepareTask } from '../tasks/find-task.ts';
import type { InferDeps } from './infer.ts';
import type { RecordCache } from './record-cache.ts';
import { resolveVersion } from './resolve-version.ts';
import { withModel } from './with-model.ts';

export interface PredictDeps extends InferDeps {
  readonly records: RecordCache;
}

export interface PredictRequest {
  readonly model: string;
  /** A version's number or an alias. */
  readonly reference?: string | undefined;
  /** Parsed JSON, or the bytes of a picture. */
  readonly body: unknown;
}

/** One call in a task's own JSON; answers JSON. @throws MaasError */
export async function predict({ model, reference, body }: PredictRequest, facts: PredictionFacts, deps: PredictDeps): Promise<unknown> {
  const version = await resolveVersion(deps.records, model, reference);
  facts.model = version.model;
  facts.version = version.version;
  const call = prepareTask(version.bundle, body);
  const answer = await withModel(version, facts, deps, call);
  facts.scores = answer.scores;
  return answer.body;
}
