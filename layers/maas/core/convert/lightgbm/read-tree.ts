import { LIMITS } from '../../../contract/limits.ts';
import { refuse } from '../faults/conversion-error.ts';
import type { Split, TreeNodes } from '../ensemble/forest.ts';
import { getCount, getList, type Section } from './sections.ts';

/** Bits of `decision_type`, and the two above them: how a missing value is told. */
const CATEGORICAL = 1;
const DEFAULT_LEFT = 2;
const MISSING = ['none', 'zero', 'nan'] as const;
const WORD_BITS = 32;

/** The reading of missing categories, which depends on the release; see `readSplit`. */
export interface TreeOptions {
  /** Up to 3.x one of a column that had none in training is the category 0. */
  readonly isMissingZero: boolean;
}

/** @throws RejectionError NOT_CONVERTIBLE */
export function readTree(section: Section, place: string, options: TreeOptions): TreeNodes {
  const leaves = getCount(section, 'num_leaves', place);
  if (leaves < 1) refuse(`${place} has no leaves`, 'train the model again');
  if (section.get('is_linear')?.trim() === '1') {
    refuse(
      `${place} has linear models in its leaves (linear_tree)`,
      'train it without linear_tree: ONNX has no such trees',
    );
  }
  const splits = leaves - 1;
  const values = getList(section, 'leaf_value', place, leaves);
  const list = (key: string): number[] => getList(section, key, place, splits);
  const [left, right] = [list('left_child'), list('right_child')];
  const lists = {
    columns: list('split_feature'),
    thresholds: list('threshold'),
    types: list('decision_type'),
    ...readSets(section, place),
  };
  // A child below 0 is a leaf: -1 the first, -2 the second.
  const toNode = (child: number): number => (child < 0 ? splits - child - 1 : child);
  return {
    count: splits + leaves,
    root: 0,
    leafValue: (node) => (node < splits ? undefined : values[node - splits]),
    readSplit: (node) =>
      readSplit(lists, node, place, options, {
        whenLeft: toNode(left[node] ?? NaN),
        whenRight: toNode(right[node] ?? NaN),
      }),
  };
}

interface Lists {
  readonly columns: readonly number[];
  readonly thresholds: readonly number[];
  readonly types: readonly number[];
  /** The positions at which the words of each set of categories begin and end. */
  readonly boundaries: readonly number[];
  /** The sets' bits. */
  readonly words: readonly number[];
}

function readSets(section: Section, place: string): Pick<Lists, 'boundaries' | 'words'> {
  const sets = getCount(section, 'num_cat', place, 0);
  if (sets === 0) return { boundaries: [], words: [] };
  return {
    boundaries: getList(section, 'cat_boundaries', place, sets + 1),
    words: getList(section, 'cat_threshold', place),
  };
}

function readSplit(
  lists: Lists,
  node: number,
  place: string,
  { isMissingZero }: TreeOptions,
  { whenLeft, whenRight }: { readonly whenLeft: number; readonly whenRight: number },
): Split {
  const column = lists.columns[node] ?? -1;
  const type = lists.types[node] ?? 0;
  const threshold = lists.thresholds[node] ?? NaN;
  const missing = MISSING[(type >> 2) & 3];
  if (missing === undefined) {
    refuse(`${place} tells missing values in a way unknown here (${type})`, 'save it again');
  }
  const children = { whenTrue: whenLeft, whenFalse: whenRight };
  if ((type & CATEGORICAL) !== 0) {
    const members = listMembers(lists, threshold, place);
    const isMissingTrue = isMissingZero && missing !== 'nan' && members[0] === 0;
    return {
      column,
      reading: 'code-from-zero',
      mode: 'isIn',
      threshold: 0,
      members,
      isMissingTrue,
      ...children,
    };
  }
  const isDefaultLeft = (type & DEFAULT_LEFT) !== 0;
  return {
    column,
    reading: missing === 'zero' ? 'zero-is-missing' : 'plain',
    mode: 'atMost',
    threshold,
    // Where none was missing in training, a missing value is 0.
    isMissingTrue: missing === 'none' ? 0 <= threshold : isDefaultLeft,
    ...children,
  };
}

/** @returns in their order */
function listMembers({ boundaries, words }: Lists, set: number, place: string): number[] {
  const [from, to] = [boundaries[set], boundaries[set + 1]];
  if (from === undefined || to === undefined || !(from >= 0 && to >= from && to <= words.length)) {
    return refuse(
      `${place} takes the set of categories ${set}, and its file has ${boundaries.length - 1}`,
      'upload the file as LightGBM wrote it',
    );
  }
  if ((to - from) * WORD_BITS > LIMITS.categories) {
    refuse(
      `${place} has a set of categories up to ${(to - from) * WORD_BITS}, and ` +
        `the limit is ${LIMITS.categories}`,
      'number them from 0 before it is trained',
      'TOO_LARGE',
    );
  }
  const members: number[] = [];
  for (let word = from; word < to; word++) {
    for (let bit = 0; bit < WORD_BITS; bit++) {
      if ((((words[word] ?? 0) >>> bit) & 1) === 1) members.push((word - from) * WORD_BITS + bit);
    }
  }
  return members;
}
