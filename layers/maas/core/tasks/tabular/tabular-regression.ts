import * as z from 'zod/mini';
import { isTargets, type Targets } from './targets.ts';
import { listPredictedValues } from '../task/predicted.ts';
import { MaasError } from '../../errors.ts';
import type { Signature, Tensors, TensorSpec } from '../../tensor.ts';
import { getFloats, getOutput, isFloat, toJsonNumber } from '../task/floats.ts';
import { createConfigParser } from '../task/config-parser.ts';
import { isOptional, isShape } from '../../json/guards.ts';
import { parseTableBody } from './parse-table-body.ts';
import { requestObject } from '../../json/request-object.ts';
import { TABLE_FIELDS, type TableConfig } from './table-config.ts';
import { Rows, toTableTensors } from './table-rows.ts';
import { readRows, requirePlace } from '../task/row-values.ts';
import { runBatches } from '../task/run-batches.ts';
import type { Task, TaskRecord } from '../task/task.ts';

const Body = z.lazy(() => requestObject({ rows: Rows }));

/** Of a model that gives numbers for the rows of tables. */
export interface RegressorConfig extends TableConfig {
  /** Absent in the records of earlier releases, which knew one number per row. */
  readonly targets?: Targets;
}

const isConfig = isShape<RegressorConfig>({ ...TABLE_FIELDS, targets: isOptional(isTargets) });

/**
 * Numbers per row, by the regressors of scikit-learn, XGBoost, LightGBM and CatBoost, and by
 * networks over columns.
 */
export const tabularRegression: Task<RegressorConfig> = {
  name: 'tabular-regression',
  bodies: [Body],

  parseConfig: createConfigParser('tabular-regression', isConfig),

  prepare(body, { signature, config }) {
    const { rows } = parseTableBody(Body, body);
    const { batch } = config;
    const inputs = toTableTensors(rows, signature, config);
    const targets = config.targets ?? findOnlyTarget(signature);
    return async (model) => {
      const run = { outputs: targets.outputs.map(({ name }) => name), batch };
      const records = await runBatches(model, inputs, rows.length, run, (results, count) =>
        readTargets(targets, results, count),
      );
      return { body: records, scores: [], predicted: listPredictedValues(records) };
    };
  },
};

function readTargets({ outputs, names }: Targets, results: Tensors, rows: number): TaskRecord[] {
  const columns = outputs.map((place) => {
    const tensor = getOutput(results, place.name);
    requirePlace(place, tensor, rows);
    return readRows(tensor, getFloats(results, place.name), place.axis, rows);
  });
  return Array.from({ length: rows }, (_, row) => {
    const numbers = columns.flatMap((column) => column[row] ?? []);
    return Object.fromEntries(
      names.map((name, index) => [name, toJsonNumber(numbers[index] ?? NaN)]),
    );
  });
}

/** As versions were recorded up to release 1. */
function findOnlyTarget({ outputs }: Signature): Targets {
  const output = outputs.find((spec: TensorSpec) => isFloat(spec));
  if (!output) {
    throw new MaasError(
      'INTERNAL',
      'The version is recorded as a regressor, but it has no output of numbers.',
    );
  }
  return { outputs: [{ name: output.name, axis: 0, width: 1 }], names: ['value'] };
}
