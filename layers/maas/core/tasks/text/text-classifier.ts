import { MaasError } from '../../errors.ts';
import type { Signature, TensorSpec } from '../../tensor.ts';
import type { Classified } from '../answers/classes.ts';
import { encodeText, getTokenizer, type CutOptions } from './encode-text.ts';
import { getFloats, isFloat } from '../task/floats.ts';
import { findScoring, readPipelineFunction } from '../answers/find-scoring.ts';
import { findLabelMisfit, findLabels } from '../task/label-files.ts';
import { runTokens } from './run-tokens.ts';
import { applyFunction, type PipelineFunction } from '../scores/score-function.ts';
import { chooseFunction, getScoring } from '../scores/scoring.ts';
import type { BundleFacts, TaskContext, TaskFit, TaskModel } from '../task/task.ts';
import { readTextConfig, type TextConfig } from './text-config.ts';
import { TaskMisfit } from '../task/task-misfit.ts';

interface Config {
  readonly text: TextConfig;
  /** Name of the output with a logit per text and class. */
  readonly logits: string;
}

export function fitTokenClassifier(bundle: BundleFacts): TaskFit | TaskMisfit {
  const text = readTextConfig(bundle, 'text-classification');
  if (text instanceof TaskMisfit) return text;
  const logits = findLogits(bundle.signature, 2);
  if (!logits)
    return new TaskMisfit(
      'text-classification needs an output of shape [-1, classes], a logit per text and class',
    );
  const labels = findLabels(bundle);
  const [, width] = logits.shape;
  const misfit = findLabelMisfit(labels, width);
  if (misfit !== undefined) return misfit;
  const scoring = findScoring(
    bundle,
    logits,
    readPipelineFunction(bundle, labels?.length ?? width),
  );
  if (scoring instanceof TaskMisfit) return scoring;
  const config: Config = { text, logits: logits.name };
  return { ...(labels === undefined ? {} : { labels }), scoring, config: { ...config } };
}

/** The output called `logits`, else the first of floats with so many axes. */
export function findLogits({ outputs }: Signature, rank: number): TensorSpec | undefined {
  const fitting = outputs.filter((output) => isFloat(output) && output.shape.length === rank);
  return fitting.find(({ name }) => name === 'logits') ?? fitting[0];
}

export interface ClassifyOptions extends CutOptions {
  /** In place of the function that the model's configuration names. */
  readonly function?: PipelineFunction | undefined;
}

export async function runTokenClassifier(
  texts: readonly (readonly [string, string?])[],
  context: TaskContext,
  options: ClassifyOptions,
  model: TaskModel,
): Promise<Classified[]> {
  const { text, logits } = context.config as unknown as Config;
  const scoreFunction = chooseFunction(getScoring(context), options.function);
  const tokenizer = getTokenizer(model);
  const rows = texts.map((pair) => encodeText(tokenizer, pair, text, options));
  return runTokens(
    model,
    context.signature,
    rows,
    { outputs: [logits] },
    ({ outputs, index, count }) => {
      const values = getFloats(outputs, logits);
      const width = values.length / count;
      if (!Number.isInteger(width))
        throw new MaasError(
          'INTERNAL',
          `The output '${logits}' has ${values.length} numbers for ${count} texts.`,
        );
      return {
        scores: applyFunction(values.subarray(index * width, (index + 1) * width), scoreFunction),
      };
    },
  );
}
