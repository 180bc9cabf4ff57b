import * as z from 'zod';
import { limitWork } from './task/call-work.ts';
import { getClassifierOutputs, readClassified } from './answers/classifier-outputs.ts';
import { parseBody } from '../json/parse-body.ts';
import { requestObject } from '../json/request-object.ts';
import { listConfidences, toRecords, toRowAnswer, type RowAnswer } from './answers/row-answer.ts';
import { readTableConfig, Rows, toTableTensors, type TableConfig } from './tabular/table-rows.ts';
import type { ClassifierForm } from './tabular/classifier-form.ts';
import { findClassifierForm } from './tabular/find-classifier-form.ts';
import { listFormOutputs, readAnswers } from './tabular/read-answers.ts';
import { findBatch, runBatches } from './task/run-batches.ts';
import type { Task, TaskContext, TaskModel } from './task/task.ts';
import { TaskMisfit } from './task/task-misfit.ts';
import type { Tensors } from '../tensor.ts';

const Body = requestObject({
  rows: Rows,
  scores: z
    .boolean()
    .optional()
    .describe('Adds a number per class, `score:<class>`, to each record.'),
});

interface Config extends TableConfig {
  /** Absent in the records of earlier releases, which knew one form. */
  readonly classifier?: ClassifierForm;
  /** Rows that run together, where that is not open. */
  readonly batch?: number;
}

/** Classes of rows, by the classifiers of scikit-learn, XGBoost, LightGBM and CatBoost, and by networks over columns. */
export const tabularClassification: Task = {
  name: 'tabular-classification',

  bodies: [Body],

  fit(bundle) {
    const table = readTableConfig(bundle, 'tabular-classification');
    if (table instanceof TaskMisfit) return table;
    const found = findClassifierForm(bundle, 'tabular-classification');
    if (typeof found === 'string') return new TaskMisfit(found);
    const batch = bundle.measured?.isMixing ? 1 : findBatch(bundle.signature);
    const config: Config = {
      ...table,
      classifier: found.form,
      ...(batch === undefined ? {} : { batch }),
    };
    const { labels, scoring } = found;
    return {
      ...(labels ? { labels } : {}),
      ...(scoring ? { scoring } : {}),
      config: { ...config },
    };
  },

  prepare(body, context) {
    const { rows, scores: withScores = false } = parseBody(Body, body);
    limitWork('classScores', rows.length * (context.labels?.length ?? 1));
    const config = context.config as Config;
    const inputs = toTableTensors(rows, context.signature, config);
    return async (model) => {
      const answers = await (config.classifier
        ? classify(config.classifier, inputs, rows.length, context, model)
        : classifyAsBefore(inputs, rows.length, context, model));
      return { body: toRecords(answers, withScores), scores: listConfidences(answers) };
    };
  },
};

async function classify(
  form: ClassifierForm,
  inputs: Tensors,
  rows: number,
  { labels, config }: TaskContext,
  model: TaskModel,
): Promise<RowAnswer[]> {
  const run = { outputs: listFormOutputs(form), batch: (config as Config).batch };
  return runBatches(model, inputs, rows, run, (results, count) =>
    readAnswers(form, labels, results, count),
  );
}

/** By the datatypes of two outputs alone, as versions were recorded up to release 1. */
async function classifyAsBefore(
  inputs: Tensors,
  rows: number,
  { signature, labels }: TaskContext,
  model: TaskModel,
): Promise<RowAnswer[]> {
  const outputs = getClassifierOutputs(signature);
  const results = await model.run(inputs, [outputs.label.name, outputs.scores.name]);
  return readClassified(results, outputs, rows).map((row) => toRowAnswer(row, labels));
}
