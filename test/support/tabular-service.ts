import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createCaller } from './create-caller.ts';
import { useService } from './use-service.ts';

export type Records = readonly Readonly<Record<string, string | number>>[];

/** Small models of scikit-learn with its own answers; `make.py` in the folder makes both. */
const FOLDER = path.resolve(import.meta.dirname, '../fixtures/estimators');

export const EXPECTED = JSON.parse(
  readFileSync(path.join(FOLDER, 'expected.json'), 'utf8'),
) as Readonly<
  Record<string, { readonly rows?: unknown; readonly text?: unknown; readonly records: Records }>
>;

export const readModel = (name: string): Buffer => readFileSync(path.join(FOLDER, `${name}.onnx`));
export const service = useService();
export const { serve, predict } = createCaller(service);
export const isOfNumbers = (name: string): boolean => name.endsWith('-of-targets');
