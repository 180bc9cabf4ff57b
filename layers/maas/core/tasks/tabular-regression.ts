import { MaasError } from '../errors.ts';
import type { Signature, Tensors, TensorSpec } from '../tensor.ts';
import { getFloats, getOutput, isFloat, toJsonNumber } from './task/floats.ts';
import { parseBody } from '../json/parse-body.ts';
import { requestObject } from '../json/request-object.ts';
import { readTableConfig, Rows, toTableTensors, type TableConfig } from './tabular/table-rows.ts';
import { findTargets, type Targets } from './tabular/find-targets.ts';
import { readRows, requirePlace } from './task/row-values.ts';
import { findBatch, runBatches } from './task/run-batches.ts';
import type { Task, TaskRecord } from './task/task.ts';
import { TaskMisfit } from './task/task-misfit.ts';

const Body = requestObject({ rows: Rows });

interface Config extends TableConfig {
  /** Absent in the records of earlier releases, which knew one number per row. */
  readonly targets?: Targets;
  /** Rows that run together, where that is not open. */
  readonly batch?: number;
}

/** Numbers per row, by the regressors of scikit-learn, XGBoost, LightGBM and CatBoost, and by networks over columns. */
export const tabularRegression: Task = {
  name: 'tabular-regression',

  bodies: [Body],

  fit(bundle) {
    const table = readTableConfig(bundle, 'tabular-regression');
    if (table instanceof TaskMisfit) return table;
    const targets = findTargets(bundle);
    if (typeof targets === 'string') return new TaskMisfit(targets);
    const batch = bundle.measured?.isMixing ? 1 : findBatch(bundle.signature);
    const config: Config = { ...table, targets, ...(batch === undefined ? {} : { batch }) };
    return { config: { ...config } };
  },

  prepare(body, { signature, config }) {
    const { rows } = parseBody(Body, body);
    const { batch, ...known } = config as Config;
    const inputs = toTableTensors(rows, signature, known);
    const targets = known.targets ?? findOnlyTarget(signature);
    return async (model) => {
      const run = { outputs: targets.outputs.map(({ name }) => name), batch };
      return {
        body: await runBatches(model, inputs, rows.length, run, (results, count) =>
          readTargets(targets, results, count),
        ),
        scores: [],
      };
    };
  },
};

function readTargets({ outputs, names }: Targets, results: Tensors, rows: number): TaskRecord[] {
  const columns = outputs.map((place) => {
    const tensor = getOutput(results, place.name);
    requirePlace(place, tensor, rows);
    return [...readRows(tensor, getFloats(results, place.name), place.axis, rows)];
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
  if (!output)
    throw new MaasError(
      'INTERNAL',
      'The version is recorded as a regressor, but it has no output of numbers.',
    );
  return { outputs: [{ name: output.name, axis: 0, width: 1 }], names: ['value'] };
}
