import { MaasError } from '../../errors.ts';
import type { Signature } from '../../tensor.ts';
import { classifyAsBefore } from '../answers/classify-as-before.ts';
import { type RowAnswer } from '../answers/row-answer.ts';
import { isClassifierForm, type ClassifierForm } from '../tabular/classifier-form.ts';
import { listFormOutputs, readAnswers } from '../tabular/read-answers.ts';
import { runBatches } from '../task/run-batches.ts';
import { createConfigParser } from '../task/config-parser.ts';
import { isNumber, isOptional, isShape } from '../../json/guards.ts';
import type { ConfiguredContext, TaskModel } from '../task/task.ts';

/** The settings of a model that reads strings. */
export interface StringConfig {
  /** Absent in the records of earlier releases, which knew one form. */
  readonly classifier?: ClassifierForm;
  /** Texts that run together, where that is not open. */
  readonly batch?: number;
}

export const parseStringConfig = createConfigParser(
  'text-classification',
  isShape<StringConfig>({ classifier: isOptional(isClassifierForm), batch: isOptional(isNumber) }),
);

/**
 * Tells whether a model reads text itself: its only input is one of strings (scikit-learn
 * pipelines).
 */
export function readsStrings({ inputs: [input, ...others] }: Signature): boolean {
  return input?.datatype === 'BYTES' && others.length === 0;
}

/** ONNX Runtime cuts strings at U+0000 in silence. @throws MaasError INVALID_REQUEST */
export function requireStrings(texts: readonly string[]): void {
  if (texts.some((text) => text.includes('\0'))) {
    throw new MaasError(
      'INVALID_REQUEST',
      'A text must not have U+0000 in it: this model reads strings, which end there.',
    );
  }
}

export async function runStringClassifier(
  texts: readonly string[],
  context: ConfiguredContext<StringConfig>,
  model: TaskModel,
): Promise<RowAnswer[]> {
  const { classifier, batch } = context.config;
  const [input] = context.signature.inputs;
  if (!input || texts.length === 0) return []; // a batch of no rows is an error of TfIdfVectorizer
  const inputs = {
    [input.name]: {
      datatype: 'BYTES' as const,
      shape: input.shape.length === 1 ? [texts.length] : [texts.length, 1],
      data: texts,
    },
  };
  if (!classifier) return classifyAsBefore(inputs, texts.length, context, model);
  return runBatches(
    model,
    inputs,
    texts.length,
    { outputs: listFormOutputs(classifier), batch },
    (results, rows) => readAnswers(classifier, context.labels, results, rows),
  );
}
