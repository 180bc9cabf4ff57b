import { MaasError } from '../errors.ts';
import type { Signature, TensorSpec } from '../tensor.ts';
import { getFloats, isFloat, toJsonNumber } from './floats.ts';
import { parseBody } from './parse-body.ts';
import { requestObject } from './request-object.ts';
import { readTableConfig, Rows, toTableTensors, type TableConfig } from './table-rows.ts';
import type { Task, TaskRecord } from './task.ts';

const Body = requestObject({ rows: Rows });

/** A number per row, by the regressors of scikit-learn, XGBoost, LightGBM and CatBoost. */
export const tabularRegression: Task = {
  name: 'tabular-regression',

  bodies: [Body],

  fit(bundle) {
    const config = readTableConfig(bundle, 'tabular-regression');
    if (typeof config === 'string') return config;
    return findValue(bundle.signature) ? { config: { ...config } } : 'tabular-regression needs one output, FP32 or FP64 of shape [-1, 1]';
  },

  prepare(body, { signature, config }) {
    const { rows } = parseBody(Body, body);
    const inputs = toTableTensors(rows, signature, config as TableConfig);
    return async (model) => {
      const name = findValue(signature)?.name ?? '';
      const values = getFloats(await model.run(inputs, [name]), name);
      if (values.length !== rows.length) throw new MaasError('INVALID_REQUEST', `The model gives ${values.length} values for ${rows.length} row(s); call /v2/models/{model}/infer for whole tensors.`);
      return { body: Array.from(values, (value): TaskRecord => ({ value: toJsonNumber(value) })), scores: [] };
    };
  },
};

function findValue({ outputs: [output, ...others] }: Signature): TensorSpec | undefined {
  return output && others.length === 0 && isFloat(output) && (output.shape.length === 1 || (output.shape.length === 2 && Math.abs(output.shape[1] ?? 0) === 1)) ? output : undefined;
}
