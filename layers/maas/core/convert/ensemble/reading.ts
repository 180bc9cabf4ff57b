/**
 * How a column is read before the trees see it: as it is; with what LightGBM takes for zero
 * missing; as a category's code, cut to a whole number, of which XGBoost reads one below 0 as none
 * and LightGBM one below 0 once it is cut.
 */
export const READINGS = ['plain', 'zero-is-missing', 'code', 'code-from-zero'] as const;
export type Reading = (typeof READINGS)[number];
