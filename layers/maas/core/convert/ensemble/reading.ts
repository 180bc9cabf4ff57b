/**
 * The ways in which a column is read before the trees see it: as it is; with LightGBM's zeros as
 * missing values; as a category's code, cut to a whole number. XGBoost takes a code below 0 as
 * none, LightGBM one that is below 0 once it is cut.
 */
export const READINGS = ['plain', 'zero-is-missing', 'code', 'code-from-zero'] as const;
export type Reading = (typeof READINGS)[number];
