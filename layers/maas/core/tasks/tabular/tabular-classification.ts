import * as z from 'zod/mini';
import { listPredicted } from '../task/predicted.ts';
import { limitWork } from '../task/call-work.ts';
import { classifyAsBefore } from '../answers/classify-as-before.ts';
import { isTable } from '../task/bundle-kinds.ts';
import { isFloat } from '../task/floats.ts';
import { createConfigParser } from '../task/config-parser.ts';
import { isOptional, isShape } from '../../json/guards.ts';
import { parseTableBody } from './parse-table-body.ts';
import { requestObject } from '../../json/request-object.ts';
import { listConfidences, toRecords, type RowAnswer } from '../answers/row-answer.ts';
import { TABLE_FIELDS, type TableConfig } from './table-config.ts';
import { readTableConfig, Rows, toTableTensors } from './table-rows.ts';
import { isClassifierForm, type ClassifierForm } from './classifier-form.ts';
import { findClassifierForm } from './find-classifier-form.ts';
import { listFormOutputs, readAnswers } from './read-answers.ts';
import { runBatches } from '../task/run-batches.ts';
import type { ConfiguredContext, Task, TaskModel } from '../task/task.ts';
import { TaskMisfit } from '../task/task-misfit.ts';
import type { Tensors } from '../../tensor.ts';

const Body = z.lazy(() =>
  requestObject({
    rows: Rows,
    scores: z
      .optional(z.boolean())
      .check(z.describe('Adds a number per class, `score:<class>`, to each record.')),
  }),
);

interface Config extends TableConfig {
  /** Absent in the records of earlier releases, which knew one form. */
  readonly classifier?: ClassifierForm;
}

const isConfig = isShape<Config>({ ...TABLE_FIELDS, classifier: isOptional(isClassifierForm) });

/**
 * Classes of rows, by the classifiers of scikit-learn, XGBoost, LightGBM and CatBoost, and by
 * networks over columns.
 */
export const tabularClassification: Task<Config> = {
  name: 'tabular-classification',
  isLikely: (bundle) =>
    isTable(bundle) || bundle.signature.outputs.some((output) => !isFloat(output)),

  bodies: [Body],

  configure(bundle) {
    const table = readTableConfig(bundle, 'tabular-classification');
    if (table instanceof TaskMisfit) return table;
    const found = findClassifierForm(bundle, 'tabular-classification');
    if (found instanceof TaskMisfit) return found;
    const config: Config = { ...table, classifier: found.form };
    const { labels, scoring, notes } = found;
    return { labels, scoring, notes, config };
  },

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
  { labels, config }: ConfiguredContext<Config>,
  model: TaskModel,
): Promise<RowAnswer[]> {
  const run = { outputs: listFormOutputs(form), batch: config.batch };
  return runBatches(model, inputs, rows, run, (results, count) =>
    readAnswers(form, labels, results, count),
  );
}
