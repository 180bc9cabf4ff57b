import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { BundleRecord } from '../registry/records.ts';
import { prepareTask } from '../tasks/find-task.ts';
import type { TaskCall } from '../tasks/task/task.ts';
import type { InferDeps } from './infer.ts';
import { resolveCall } from './resolve-call.ts';
import type { RecordReader } from './resolve-version.ts';
import { withModel } from './with-model.ts';

export interface PredictDeps extends InferDeps {
  readonly records: RecordReader;
}

export interface PredictRequest<B = unknown> {
  readonly model: string;
  /** A version's number or an alias. */
  readonly reference?: string | undefined;
  /** Parsed JSON, or the bytes of a picture. */
  readonly body: B;
}

/** How a body becomes a call of a version: in the task's own JSON, or as one of the neighbours' protocols has it. */
export type Prepare<B = unknown> = (bundle: BundleRecord, body: B) => TaskCall;

/** One call; answers JSON. @throws MaasError */
export async function predict<B = unknown>(
  { model, reference, body }: PredictRequest<B>,
  facts: PredictionFacts,
  deps: PredictDeps,
  prepare: Prepare<B> = prepareTask,
): Promise<unknown> {
  const version = await resolveCall(deps.records, model, reference, facts);
  const call = prepare(version.bundle, body);
  const answer = await withModel(version, facts, deps, call);
  facts.scores = answer.scores;
  return answer.body;
}
