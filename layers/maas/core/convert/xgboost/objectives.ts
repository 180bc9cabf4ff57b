import { quote } from '../../quote.ts';
import { refuse } from '../faults/conversion-error.ts';
import type { AnswerKind, Link } from '../ensemble/booster.ts';

export interface Objective {
  readonly answer: AnswerKind;
  readonly link: Link;
  /** The margin of a base score, in single precision as XGBoost computes it. */
  readonly toMargin: (baseScore: number) => number;
}

const same = (score: number): number => Math.fround(score);
const log = (score: number): number => Math.fround(Math.log(Math.fround(score)));
const logit = (score: number): number => {
  const odds = Math.fround(Math.fround(1 / Math.fround(score)) - 1);
  return -Math.fround(Math.log(odds));
};
const SIGMOID: Link = { kind: 'sigmoid', slope: 1 };
const PLAIN: Objective = { answer: 'numbers', link: { kind: 'identity' }, toMargin: same };
const EXP: Objective = { answer: 'numbers', link: { kind: 'exp' }, toMargin: log };
const SOFTMAX: Objective = { answer: 'classes', link: { kind: 'softmax' }, toMargin: same };

/** Every objective of XGBoost that makes predictions of margins by a function of one row. */
export const OBJECTIVES: ReadonlyMap<string, Objective> = new Map([
  ['reg:squarederror', PLAIN],
  ['reg:squaredlogerror', PLAIN],
  ['reg:pseudohubererror', PLAIN],
  ['reg:absoluteerror', PLAIN],
  ['reg:quantileerror', PLAIN],
  ['reg:logistic', { answer: 'numbers', link: SIGMOID, toMargin: logit }],
  ['reg:gamma', EXP],
  ['reg:tweedie', EXP],
  ['count:poisson', EXP],
  ['survival:cox', EXP],
  ['survival:aft', EXP],
  ['binary:logistic', { answer: 'classes', link: SIGMOID, toMargin: logit }],
  ['binary:logitraw', { answer: 'classes', link: { kind: 'identity' }, toMargin: same }],
  ['binary:hinge', { answer: 'classes', link: { kind: 'hinge' }, toMargin: same }],
  ['multi:softprob', SOFTMAX],
  ['multi:softmax', SOFTMAX],
  ['rank:pairwise', PLAIN],
  ['rank:ndcg', PLAIN],
  ['rank:map', PLAIN],
]);

export function findObjective(name: string, targets: number): Objective {
  const objective = OBJECTIVES.get(name);
  if (!objective) {
    return refuse(
      `XGBoost's objective ${quote(name)} has no inverse link known here`,
      'convert it where it was trained with `maas-convert model.json -o bundle/`, or write its ' +
        'margins with the objective reg:squarederror',
    );
  }
  // A sigmoid per target says of each whether it is on.
  const isOfTags = objective.answer === 'classes' && targets > 1;
  if (isOfTags && objective.link !== SIGMOID) {
    refuse(
      `it has ${targets} targets with the objective ${quote(name)}, and only binary:logistic ` +
        'has several',
      'train a model for each target',
    );
  }
  return isOfTags ? { ...objective, answer: 'tags' } : objective;
}
