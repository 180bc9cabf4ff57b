import type { FileBytes } from '../ports/model-runtime.ts';
import { quote } from '../quote.ts';
import type { TaskName } from '../tasks/task/task.ts';
import type { Booster } from './ensemble/booster.ts';
import type { BoosterSource } from './ensemble/booster-source.ts';
import { writeBooster } from './graph/write-booster.ts';
import { readLightgbm } from './lightgbm/read-lightgbm.ts';
import { readXgboost } from './xgboost/read-xgboost.ts';

/** Columns that a note lists. */
const MOST_TOLD = 20;

/** The model that a framework's own file becomes. */
export interface ConvertedBooster {
  readonly model: Uint8Array;
  /** The columns' names; absent where the file names none. */
  readonly columns?: readonly string[];
  readonly task: TaskName;
  readonly source: BoosterSource;
  readonly notes: readonly string[];
}

/**
 * Makes an ONNX model of XGBoost's or LightGBM's own file, one that gives its very predictions.
 * @throws RejectionError NOT_CONVERTIBLE, TOO_LARGE
 */
export function convertBooster(file: FileBytes, format: BoosterSource['format']): ConvertedBooster {
  const booster = format === 'lightgbm-text' ? readLightgbm(file) : readXgboost(file, format);
  const names = booster.columns.map(({ name }) => name);
  return {
    model: writeBooster(booster),
    ...(names.every((name) => name !== undefined) ? { columns: names } : {}),
    task: booster.answer === 'numbers' ? 'tabular-regression' : 'tabular-classification',
    source: booster.source,
    notes: [...booster.notes, ...describeCodes(booster)],
  };
}

/** Whose rows were categories by name where the model was trained would send the names. */
function describeCodes({ columns, forest }: Booster): string[] {
  const coded = forest.readings
    .filter(({ column, reading }) => reading.startsWith('code') && !columns[column]?.categories)
    .map(({ column }) => quote(columns[column]?.name ?? column));
  if (coded.length === 0) return [];
  const more = coded.length > MOST_TOLD ? ', …' : '';
  const listed = coded.slice(0, MOST_TOLD).join(', ') + more;
  return [
    `Its file has the codes of categories and not their names, for the columns ${listed}: rows ` +
      'send codes, as 0, 1 and 2.',
  ];
}
