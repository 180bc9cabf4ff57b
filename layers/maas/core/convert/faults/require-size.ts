import { LIMITS } from '../../../contract/limits.ts';
import { refuse } from './conversion-error.ts';

/** @throws RejectionError NOT_CONVERTIBLE, TOO_LARGE */
export function requireColumns(columns: number): void {
  if (columns < 1) refuse('it reads no columns', 'save a model that was trained');
  if (columns > LIMITS.ensembleColumns) {
    refuse(
      `it reads ${columns} columns, and the limit is ${LIMITS.ensembleColumns}`,
      'choose columns before it is trained',
      'TOO_LARGE',
    );
  }
}

/** @throws RejectionError TOO_LARGE */
export function requireOutputs(outputs: number): void {
  if (outputs <= LIMITS.ensembleOutputs) return;
  refuse(
    `it gives ${outputs} numbers for a row, and the limit is ${LIMITS.ensembleOutputs}`,
    'train it for fewer classes or targets',
    'TOO_LARGE',
  );
}
