import * as z from 'zod/mini';
import { listPredicted } from '../task/predicted.ts';
import { limitWork } from '../task/call-work.ts';
import { classifyAsBefore } from '../answers/classify-as-before.ts';
import { createConfigParser } from '../task/config-parser.ts';
import { isOptional, isShape } from '../../json/guards.ts';
import { parseTableBody } from './parse-table-body.ts';
import { requestObject } from '../../json/request-object.ts';
import { listConfidences, toRecords, type RowAnswer } from '../answers/row-answer.ts';
import { TABLE_FIELDS, type TableConfig } from './table-config.ts';
import { Rows, toTableTensors } from './table-rows.ts';
import { isClassifierForm, type ClassifierForm } from './classifier-form.ts';
import { listFormOutputs, readAnswers } from './read-answers.ts';
import { runBatches } from '../task/run-batches.ts';
import type { ConfiguredContext, Task, TaskModel } from '../task/task.ts';
import type { Tensors } from '../../tensor.ts';

const Body = z.lazy(() =>
  requestObject({
    rows: Rows,
    scores: z
      .optional(z.boolean())
      .check(z.describe('Adds a number per class, `score:<class>`, to each record.')),
  }),
);

/** Of a model that classifies the rows of tables. */
export interface ClassifierConfig extends TableConfig {
  /** Absent in the records of earlier releases, which knew one form. */
  readonly classifier?: ClassifierForm;
}

const isConfig = isShape<ClassifierConfig>({
  ...TABLE_FIELDS,
  classifier: isOptional(isClassifierForm),
});

/**
 * Classes of rows, by the classifiers of scikit-learn, XGBoost, LightGBM and CatBoost, and by
 * networks over columns.
 */
export const tabularClassification: Task<ClassifierConfig> = {
  name: 'tabular-classification',
  bodies: [Body],

  parseConfig: createConfigParser('tabular-classification', isConfig),

  prepare(body, context) {
    const { rows, scores: withScores = false } = parseTableBody(Body, body);
    limitWork('classScores', rows.length * (context.labels?.length ?? 1));
    const { config } = context;
    const inputs = toTableTensors(rows, context.signature, config);
    return async (model) => {
      const answers = await (config.classifier
        ? classify(config.classifier, inputs, rows.length, context, model)
        : classifyAsBefore(inputs, rows.length, context, model));
      return {
        body: toRecords(answers, withScores),
        scores: listConfidences(answers),
        predicted: listPredicted(answers),
      };
    };
  },
};

async function classify(
  form: ClassifierForm,
  inputs: Tensors,
  rows: number,
  { labels, config }: ConfiguredContext<ClassifierConfig>,
  model: TaskModel,
): Promise<RowAnswer[]> {
  const run = { outputs: listFormOutputs(form), batch: config.batch };
  return runBatches(model, inputs, rows, run, (results, count) =>
    readAnswers(form, labels, results, count),
  );
}
