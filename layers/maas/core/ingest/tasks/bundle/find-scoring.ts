import type { OutputFunction } from '../../../onnx/output-functions.ts';
import { quote } from '../../../quote.ts';
import { PIPELINE_FUNCTIONS, type PipelineFunction } from '../../../tasks/scores/score-function.ts';
import type { Scoring } from '../../../tasks/scores/scoring.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { TensorSpec } from '../../../tensor.ts';
import type { BundleFacts } from './bundle-facts.ts';
import { findJson } from './bundle-texts.ts';

/**
 * Finds the function from an output's numbers to scores: the graph's own last operator comes first.
 * @param output with a number per class, the classes on its last axis
 * @param ofLogits the function for logits, where the graph gives them
 */
export function findScoring(
  { outputFunctions }: BundleFacts,
  output: TensorSpec,
  ofLogits: PipelineFunction | TaskMisfit,
): Scoring | TaskMisfit {
  const made = outputFunctions?.[output.name];
  if (!made) return ofLogits instanceof TaskMisfit ? ofLogits : { functionToApply: ofLogits };
  const misfit = findAxisMisfit(made, output);
  return (
    misfit ?? {
      functionToApply: made.name.startsWith('log') ? 'exp' : 'none',
      graphEndsIn: made.name,
    }
  );
}

/** The words of `problem_type`; transformers takes no others. */
const PROBLEMS: Readonly<Record<string, PipelineFunction | undefined>> = {
  regression: 'none',
  multi_label_classification: 'sigmoid',
  single_label_classification: undefined,
};

/**
 * Reads from `config.json` which function a classifier's logits want, in the order of transformers'
 * pipelines; else by the number of classes.
 */
export function readPipelineFunction(
  { texts }: BundleFacts,
  classes: number | undefined,
): PipelineFunction | TaskMisfit {
  const { problem_type: problem, function_to_apply: asked } = findJson(texts, 'config.json') ?? {};
  const byClasses = classes === 1 ? 'sigmoid' : 'softmax';
  if (typeof problem === 'string' && Object.hasOwn(PROBLEMS, problem)) {
    return PROBLEMS[problem] ?? byClasses;
  }
  if (problem !== undefined && problem !== null) {
    return new TaskMisfit(
      `problem_type of config.json must be ${Object.keys(PROBLEMS).map(quote).join(', ')}; it ` +
        `is ${quote(problem)}`,
    );
  }
  if (asked === undefined || asked === null) return byClasses;
  return (
    PIPELINE_FUNCTIONS.find((name) => typeof asked === 'string' && name === asked.toLowerCase()) ??
    new TaskMisfit(
      `function_to_apply of config.json must be ${PIPELINE_FUNCTIONS.map(quote).join(', ')}; ` +
        `it is ${quote(asked)}`,
    )
  );
}

function findAxisMisfit(
  { name, axis }: OutputFunction,
  { name: output, shape }: TensorSpec,
): TaskMisfit | undefined {
  const last = shape.length - 1;
  if (axis === undefined || axis === -1 || axis === last) return undefined;
  return new TaskMisfit(
    `the output '${output}' ends in ${name} over axis ${axis}, and its classes are on axis ` +
      `${last}; export the model with ${name} over the classes`,
  );
}
