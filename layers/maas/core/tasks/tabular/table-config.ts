import { isListOf, isNumber, isOptional, isShape, isText } from '../../json/guards.ts';

/** The settings of a model that reads tables, as its record keeps them. */
export interface TableConfig {
  /** Names of a matrix' columns, where the bundle tells them. */
  readonly columns?: readonly string[];
  /** Rows that run together, where that is not open. */
  readonly batch?: number;
}

/** The guard of each of its fields, for those who add theirs. */
export const TABLE_FIELDS = {
  columns: isOptional(isListOf(isText)),
  batch: isOptional(isNumber),
};
const isTableConfig = isShape<TableConfig>(TABLE_FIELDS);

/** Names of the columns of a version of any task, where its bundle told them. */
export function findColumns(config: object | undefined): readonly string[] {
  return isTableConfig(config) ? (config.columns ?? []) : [];
}
