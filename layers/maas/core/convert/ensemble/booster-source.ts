import { isNumber, isOneOf, isText } from '../../json/guards.ts';

const BOOSTER_FORMATS = ['xgboost-json', 'xgboost-ubj', 'lightgbm-text'] as const;

/** The file that a version's model was converted from, as its record names it. */
export interface BoosterSource {
  readonly format: (typeof BOOSTER_FORMATS)[number];
  /** The release that wrote the file, as the file says it. */
  readonly release: string;
  readonly booster: string;
  readonly objective: string;
  readonly trees: number;
}

export const BOOSTER_FIELDS = {
  format: isOneOf(BOOSTER_FORMATS),
  release: isText,
  booster: isText,
  objective: isText,
  trees: isNumber,
};
