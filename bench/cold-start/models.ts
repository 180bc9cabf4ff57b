import path from 'node:path';
import { toEvent } from '../../test/support/gateway-event.ts';
import type { BenchModel } from './subjects.ts';

const TOKENS = 32;
const { MAAS_FIXTURES: fixtures } = process.env;
if (fixtures === undefined) throw new Error('MAAS_FIXTURES names the folder of the models.');
const tokens = (name: string, value: number): BenchModel['inputs'][number] => ({
  name,
  datatype: 'INT64',
  shape: [1, TOKENS],
  data: Array.from({ length: TOKENS }, () => value),
});
const PIXELS = { name: 'pixel_values', datatype: 'FP32', shape: [1, 3, 32, 32] } as const;
/** A transformer of 90 MB, and a small network. */
export const MODELS: readonly BenchModel[] = [
  {
    name: 'transformer',
    file: path.join(fixtures, 'minilm/model.onnx'),
    inputs: [tokens('input_ids', 2000), tokens('attention_mask', 1), tokens('token_type_ids', 0)],
  },
  {
    name: 'digits',
    file: path.join(fixtures, 'digits-cnn/model.onnx'),
    inputs: [{ ...PIXELS, data: Array.from({ length: 3 * 32 * 32 }, () => 0.5) }],
  },
];

/** A call of the model, as API Gateway sends it. */
export function toEventText({ name, inputs }: BenchModel): string {
  return JSON.stringify(
    toEvent('POST', `/v2/models/${name}/infer`, {
      json: { inputs },
      headers: { 'content-type': 'application/json' },
    }),
  );
}
