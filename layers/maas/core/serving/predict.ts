import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import { getTask } from '../tasks/find-task.ts';
import type { TaskRecord } from '../tasks/task.ts';
import { infer, type InferDeps } from './infer.ts';
import type { RecordCache } from './record-cache.ts';
import { resolveVersion } from './resolve-version.ts';

export interface PredictDeps extends InferDeps {
  readonly records: RecordCache;
}

export interface PredictRequest {
  readonly model: string;
  /** A version's number or an alias. */
  readonly reference?: string | undefined;
  readonly body: unknown;
}

/** One call in a task's own JSON. @throws MaasError */
export async function predict({ model, reference, body }: PredictRequest, facts: PredictionFacts, deps: PredictDeps): Promise<readonly TaskRecord[]> {
  const version = await resolveVersion(deps.records, model, reference);
  facts.model = version.model;
  facts.version = version.version;
  const call = getTask(version.bundle.task).prepare(body, version.bundle);
  const results = await infer(version, call.inputs, call.outputs, facts, deps);
  const { records, scores } = call.answer(results);
  facts.scores = scores;
  return records;
}
