import type { PredictionFacts } from '../monitoring/observe-prediction.ts';
import type { Tensors } from '../tensor.ts';
import type { ReadyVersion } from './resolve-version.ts';
import { withModel, type ModelDeps } from './with-model.ts';

export type InferDeps = ModelDeps;

/**
 * Runs one inference on a version, loading it first where it is not in memory.
 * @param outputs names of the outputs wanted
 * @throws ModelLoadError, ModelRefusedInputError
 */
export async function infer(
  version: ReadyVersion,
  inputs: Tensors,
  outputs: readonly string[],
  facts: PredictionFacts,
  deps: InferDeps,
): Promise<Tensors> {
  return withModel(version, facts, deps, (model) => model.run(inputs, outputs));
}
