import { isListOf, isNumber, isShape, isText } from '../../json/guards.ts';
import { PLACE_FIELDS, type OutputPlace } from '../task/row-values.ts';

/** The numbers that a model gives for a row, and what each is called in a record. */
export interface Targets {
  readonly outputs: readonly (OutputPlace & { readonly width: number })[];
  readonly names: readonly string[];
}

export const isTargets = isShape<Targets>({
  outputs: isListOf(isShape<Targets['outputs'][number]>({ ...PLACE_FIELDS, width: isNumber })),
  names: isListOf(isText),
});
