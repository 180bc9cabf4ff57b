import { refuse } from '../faults/conversion-error.ts';
import {
  getFields,
  getNumbers,
  getWholeNumber,
  isFields,
  type Fields,
  type NumberList,
  type Value,
} from '../document/value.ts';
import type { Split, TreeNodes } from '../ensemble/forest.ts';

/** The lists of a tree that no prediction reads. */
export const TREE_SKIPPED: ReadonlySet<string> = new Set([
  'loss_changes',
  'sum_hessian',
  'parents',
]);

/** One tree of XGBoost, its lists checked against each other. */
export interface XgboostTree {
  readonly left: NumberList;
  readonly right: NumberList;
  readonly columns: NumberList;
  readonly conditions: NumberList;
  readonly defaultLeft: NumberList;
  /** Trees that give several targets have `targets` numbers a node or a leaf. */
  readonly vectors?: NumberList;
  readonly isByLeaf: boolean;
  readonly targets: number;
  readonly categories: ReadonlyMap<number, NumberList>;
}

/** @throws RejectionError NOT_CONVERTIBLE */
export function readTree(value: Value, place: string): XgboostTree {
  const fields = isFields(value)
    ? value
    : refuse(`${place} is not an object`, 'save the model again');
  const param = getFields(fields, 'tree_param', place);
  const nodes = getWholeNumber(param, 'num_nodes', place);
  const targets = Math.max(1, getWholeNumber(param, 'size_leaf_vector', place, 1));
  const list = (key: string): NumberList =>
    requireLength(getNumbers(fields, key, place), nodes, key, place);
  const left = list('left_children');
  // Up to 3.0 a vector stands at each node, since then at each leaf.
  const isByLeaf = fields.has('leaf_weights');
  const vectors =
    targets > 1 ? getNumbers(fields, isByLeaf ? 'leaf_weights' : 'base_weights', place) : undefined;
  return {
    left,
    right: list('right_children'),
    columns: list('split_indices'),
    conditions: list('split_conditions'),
    defaultLeft: list('default_left'),
    vectors,
    isByLeaf,
    targets,
    categories: readCategories(fields, place),
  };
}

/** The categories of each node that has a set of them: those rows go right. */
function readCategories(fields: Fields, place: string): ReadonlyMap<number, NumberList> {
  const sets = new Map<number, NumberList>();
  if (!fields.has('categories_nodes')) return sets;
  const nodes = getNumbers(fields, 'categories_nodes', place);
  const segments = requireLength(
    getNumbers(fields, 'categories_segments', place),
    nodes.length,
    'categories_segments',
    place,
  );
  const sizes = requireLength(
    getNumbers(fields, 'categories_sizes', place),
    nodes.length,
    'categories_sizes',
    place,
  );
  const categories = getNumbers(fields, 'categories', place);
  nodes.forEach((node: number, index: number) => {
    const from = segments[index] ?? 0;
    const to = from + (sizes[index] ?? 0);
    if (!(from >= 0 && to >= from && to <= categories.length)) {
      refuse(
        `${place} takes the categories ${from} to ${to} for its node ${node}, and lists ` +
          `${categories.length}`,
        'save the model again',
      );
    }
    sets.set(node, categories.subarray(from, to));
  });
  return sets;
}

/** The share of a tree of `dart` in the sums, which has been added to the base and taken off it. */
export interface DartShare {
  readonly weight: number;
  readonly base: number;
}

/** The tree as it is walked. @param target which number of its leaves */
export function toTreeNodes(tree: XgboostTree, target: number, share?: DartShare): TreeNodes {
  const { left, right, columns, conditions, defaultLeft, categories } = tree;
  return {
    count: left.length,
    root: 0,
    leafValue(node) {
      if (left[node] !== -1) return undefined;
      const value = Math.fround(getLeaf(tree, node, target));
      return share ? applyShare(value, share) : value;
    },
    readSplit(node): Split {
      const column = columns[node] ?? -1;
      const members = categories.get(node);
      const isDefaultLeft = defaultLeft[node] !== 0;
      const [whenLeft, whenRight] = [left[node] ?? -1, right[node] ?? -1];
      return members
        ? {
            column,
            reading: 'code',
            mode: 'isIn',
            threshold: 0,
            members,
            isMissingTrue: !isDefaultLeft,
            whenTrue: whenRight,
            whenFalse: whenLeft,
          }
        : {
            column,
            reading: 'plain',
            mode: 'below',
            threshold: Math.fround(conditions[node] ?? NaN),
            isMissingTrue: isDefaultLeft,
            whenTrue: whenLeft,
            whenFalse: whenRight,
          };
    },
  };
}

/** Each step in single precision, as XGBoost's. */
function applyShare(value: number, { weight, base }: DartShare): number {
  return Math.fround(Math.fround(Math.fround(base + value) - base) * Math.fround(weight));
}

function getLeaf(
  { vectors, isByLeaf, targets, right, conditions }: XgboostTree,
  node: number,
  target: number,
): number {
  if (!vectors) return conditions[node] ?? NaN;
  const at = isByLeaf ? (right[node] ?? -1) : node;
  return vectors[at * targets + target] ?? NaN;
}

function requireLength(list: NumberList, length: number, key: string, place: string): NumberList {
  if (list.length === length) return list;
  return refuse(
    `${place} has ${list.length} values in "${key}", where ${length} belong`,
    'save the model again with save_model',
  );
}
