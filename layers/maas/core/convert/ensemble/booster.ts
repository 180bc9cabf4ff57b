import type { Label } from '../../tasks/task/task.ts';
import type { BoosterSource } from './booster-source.ts';
import type { Forest } from './forest.ts';

/** Categories that the file names: rows bring the category itself, and the trees its position. */
export type Categories = readonly string[] | readonly number[];

export interface Column {
  /** Absent where the file names none. */
  readonly name?: string;
  readonly categories?: Categories;
}

/** The function that makes a prediction of the sum of the trees. */
export type Link =
  | { readonly kind: 'identity' }
  | { readonly kind: 'exp' }
  /** 1 / (1 + exp(-slope * x)) */
  | { readonly kind: 'sigmoid'; readonly slope: number }
  | { readonly kind: 'softmax' }
  /** 1 above 0, else 0. */
  | { readonly kind: 'hinge' }
  /** log(1 + exp(x)) */
  | { readonly kind: 'softplus' }
  /** sign(x) * x * x, of targets whose roots were fitted. */
  | { readonly kind: 'square' };

/** The kind of answer: numbers, one of several classes, or several tags on or off. */
export type AnswerKind = 'numbers' | 'classes' | 'tags';

/** A boosted ensemble, whatever wrote it. */
export interface Booster {
  readonly precision: 'FP32' | 'FP64';
  readonly columns: readonly Column[];
  readonly forest: Forest;
  /** Sums that the trees give for each row. */
  readonly outputs: number;
  /** The number that each sum is divided by: the trees of a random forest are averaged. */
  readonly divisor: number;
  readonly answer: AnswerKind;
  readonly link: Link;
  /** The classes' own names, where the file has them. */
  readonly labels?: readonly Label[];
  readonly source: BoosterSource;
  readonly notes: readonly string[];
}
