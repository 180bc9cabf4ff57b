import * as z from 'zod';
import { bestScores, toRecord } from './classes.ts';
import { CLASSIFIER_OUTPUTS, findClassifierOutputs, getClassifierOutputs, readClassified } from './classifier-outputs.ts';
import { findLabels } from './label-files.ts';
import { parseBody } from './parse-body.ts';
import { requestObject } from './request-object.ts';
import { readTableConfig, Rows, toTableTensors, type TableConfig } from './table-rows.ts';
import type { Task } from './task.ts';

const Body = requestObject({
  rows: Rows,
  scores: z.boolean().optional().describe('Adds a number per class, `score:<class>`, to each record.'),
});

/** Classes of rows, by the classifiers of scikit-learn, XGBoost, LightGBM and CatBoost. */
export const tabularClassification: Task = {
  name: 'tabular-classification',

  bodies: [Body],

  fit(bundle) {
    const config = readTableConfig(bundle, 'tabular-classification');
    if (typeof config === 'string') return config;
    if (!findClassifierOutputs(bundle.signature)) return `tabular-classification needs ${CLASSIFIER_OUTPUTS}`;
    const labels = findLabels(bundle);
    return { ...(labels === undefined ? {} : { labels }), config: { ...config } };
  },

  prepare(body, { signature, labels, config }) {
    const { rows, scores: withScores = false } = parseBody(Body, body);
    const inputs = toTableTensors(rows, signature, config as TableConfig);
    return async (model) => {
      const outputs = getClassifierOutputs(signature);
      const classified = readClassified(await model.run(inputs, [outputs.label.name, outputs.scores.name]), outputs, rows.length);
      return { body: classified.map((row) => toRecord(row, labels, withScores)), scores: bestScores(classified) };
    };
  },
};
