import { loadTask } from '../tasks/load-task.ts';
import { prepareTask } from '../tasks/prepare-task.ts';
import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { TaskCall, TaskVersion } from '../tasks/task/task.ts';
import { serve, type ModelReference, type ServeDeps } from './serve.ts';

export interface PredictRequest<B = unknown> extends ModelReference {
  /** Parsed JSON, or the bytes of a picture. */
  readonly body: B;
}

/**
 * Makes a call of a version from a body: in the task's own JSON, or in one of the neighbours'
 * protocols.
 */
export type Prepare<B = unknown> = (version: TaskVersion, body: B) => TaskCall;

/** One call; answers JSON, or an `AnswerStream`. @throws MaasError */
export async function predict<B = unknown>(
  request: PredictRequest<B>,
  facts: PredictionFacts,
  deps: ServeDeps,
  prepare: Prepare<B> = prepareTask,
): Promise<unknown> {
  const answer = await serve(request, facts, deps, async ({ bundle }) =>
    prepare({ ...bundle, task: await loadTask(bundle.task) }, request.body),
  );
  facts.scores = answer.scores;
  facts.predicted = answer.predicted;
  if (facts.kept?.exchange && !facts.stream) {
    facts.exchange = { inputs: request.body, outputs: answer.body };
  }
  if (facts.kept?.answer) facts.answered = () => answer.body;
  return answer.body;
}
