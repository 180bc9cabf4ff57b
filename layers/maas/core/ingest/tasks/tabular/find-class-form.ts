import type { ClassLabels } from '../../../onnx/class-labels.ts';
import type { ClassForm, ClassifierForm } from '../../../tasks/tabular/classifier-form.ts';
import { isBetween0And1, judgeColumns } from '../../../tasks/tabular/judge-columns.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { Label } from '../../../tasks/task/task.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findLabels } from '../bundle/label-files.ts';
import {
  countBest,
  judgeSwitches,
  readMeasuredFloats,
  readMeasuredLabels,
} from './judge-scores.ts';
import type { SeenOutput } from './seen-outputs.ts';

/** Rows of a run that say something of the model: fewer may agree, or differ, by chance. */
const TELLING_ROWS = 4;

/** Finds the form of a model with one label per row. */
export function findClassForm(
  label: SeenOutput,
  scores: readonly SeenOutput[],
  bundle: BundleFacts,
): ClassifierForm | TaskMisfit {
  const {
    facts: { role },
    place,
  } = label;
  const [first] = scores;
  if (role === 'argmin') {
    const width = first?.place.width ?? 1;
    return first && scores.length === 1 && width > 1
      ? { kind: 'nearest', label: place, distances: first.place, clusters: toIndices(width) }
      : { kind: 'label', label: place };
  }
  const isSwitch = label.spec.datatype === 'BOOL';
  const labelOnly: ClassifierForm | TaskMisfit =
    role === undefined && !isSwitch
      ? new TaskMisfit('cannot tell which of the outputs is the label')
      : { kind: 'label', label: place, ...findLabelClasses(label, bundle) };
  if (scores.length === 0) return labelOnly;
  const perClass = findOutputPerClass(label, scores, bundle);
  if (perClass) return perClass;
  const score = pickScores(scores, findKnownClasses(label, bundle).classes, bundle);
  if (!score) return labelOnly;
  return findOutlierForm(label, score, bundle) ?? findMatrixForm(label, score, bundle) ?? labelOnly;
}

function toIndices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** A position that comes without scores has as many classes as the bundle's files name. */
function findLabelClasses(
  label: SeenOutput,
  bundle: BundleFacts,
): { readonly classes?: readonly Label[] } {
  if (label.spec.datatype === 'BOOL') return { classes: toIndices(2) };
  const names =
    label.facts.role === 'argmax' ? findLabels({ ...bundle, labels: undefined }) : undefined;
  return names ? { classes: toIndices(names.length) } : findKnownClasses(label, bundle);
}

function findKnownClasses(
  { facts: { labels } }: SeenOutput,
  bundle: BundleFacts,
): { readonly classes?: ClassLabels } {
  const classes = labels ?? (bundle.outputs ? undefined : bundle.labels);
  return classes ? { classes } : {};
}

/**
 * Chooses among several: the only one with a column per class, the only one that the graph makes
 * probabilities of, or the only one of probabilities.
 */
function pickScores(
  scores: readonly SeenOutput[],
  classes: ClassLabels | undefined,
  bundle: BundleFacts,
): SeenOutput | undefined {
  const [only, ...others] = scores;
  if (others.length === 0) return only;
  const wide = scores.filter(({ place: { width } }) =>
    classes ? width === classes.length : (width ?? 1) > 1,
  );
  const made = wide.filter((output) => isOfProbabilities(output, bundle));
  if (wide.length > 1 && made.length === 1) return made[0];
  const fitting =
    wide.length > 1
      ? wide.filter(
          ({ measured }) =>
            measured && judgeColumns(readMeasuredFloats(measured)) === 'probability',
        )
      : wide;
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** `zipmap: 'columns'`: an output for each class, called by a common prefix and the class. */
function findOutputPerClass(
  label: SeenOutput,
  scores: readonly SeenOutput[],
  bundle: BundleFacts,
): ClassForm | undefined {
  const { classes } = findKnownClasses(label, bundle);
  if (
    !classes ||
    classes.length < 2 ||
    scores.length < classes.length ||
    scores.some(({ place: { width } }) => (width ?? 1) !== 1)
  ) {
    return undefined;
  }
  const [first] = classes;
  for (const {
    spec: { name },
  } of scores.filter((output) => output.spec.name.endsWith(String(first)))) {
    const prefix = name.slice(0, name.length - String(first).length);
    const columns = classes.map((value) =>
      scores.find(({ spec }) => spec.name === `${prefix}${value}`),
    );
    if (!columns.every((column) => column !== undefined)) continue;
    const rows = transpose(
      columns.map(({ measured }) => (measured ? readMeasuredFloats(measured).flat() : [])),
    );
    return {
      kind: 'classes',
      label: label.place,
      scores: columns.map(({ place }) => place),
      classes,
      meaning: rows.length > 0 ? judgeColumns(rows) : 'unseen',
    };
  }
  return undefined;
}

function transpose(columns: readonly (readonly number[])[]): number[][] {
  return (columns[0] ?? []).map((_, row) => columns.map((column) => column[row] ?? NaN));
}

/** 1 and -1, which no graph names, beside one number: scikit-learn's outlier detectors. */
function findOutlierForm(
  label: SeenOutput,
  score: SeenOutput,
  bundle: BundleFacts,
): ClassifierForm | undefined {
  const isUnnamed =
    findKnownClasses(label, bundle).classes === undefined && score.facts.labels === undefined;
  if (!isUnnamed || score.place.width !== 1 || !label.measured || label.spec.datatype !== 'INT64') {
    return undefined;
  }
  const isOutlier = readMeasuredLabels(label.measured)
    .flat()
    .every((value) => value === '1' || value === '-1');
  return isOutlier ? { kind: 'outlier', label: label.place, score: score.place } : undefined;
}

/** A matrix of scores, once it is known which column is whose. */
function findMatrixForm(
  label: SeenOutput,
  score: SeenOutput,
  bundle: BundleFacts,
): ClassForm | undefined {
  const classes = findColumnClasses(label, score, bundle);
  if (!classes) return undefined;
  const width = score.place.width ?? classes.length;
  const isSingle = width === 1 && classes.length === 2;
  if (!isSingle && width !== classes.length) return undefined;
  const form: ClassForm = {
    kind: 'classes',
    label: label.place,
    scores: [score.place],
    classes,
    meaning: 'decision',
  };
  if (score.facts.role === 'pairs' && !isSingle) {
    return classes.length === 2 ? { ...form, isReversed: true } : undefined;
  }
  const columns = readColumns(label, classes);
  if (columns?.includes(-1)) return findFormByPosition(label, score, classes);
  const isMade = isOfProbabilities(score, bundle);
  if (!score.measured || !columns) {
    return {
      ...form,
      meaning: isMade ? 'probability' : 'unseen',
      ...(isSingle ? { isSingle } : {}),
    };
  }
  const rows = readMeasuredFloats(score.measured);
  const isProven = isMade && isBetween0And1(rows);
  if (isSingle) {
    return {
      ...form,
      isSingle,
      meaning: isProven ? 'probability' : judgeSwitches(rows, (row) => columns[row] === 1),
    };
  }
  // Columns that the graph names need no witness: an SVC's votes and its probabilities may well
  // disagree in every row.
  return score.facts.labels === undefined && isContradicted(rows, columns)
    ? undefined
    : { ...form, meaning: isProven ? 'probability' : judgeColumns(rows) };
}

/**
 * A label that is none of the classes, as ONNX Runtime answers 0 and 1 for CatBoost's two classes 5
 * and 7: where it is the position of the best score in every row, the class is the one with the
 * best score.
 */
function findFormByPosition(
  label: SeenOutput,
  score: SeenOutput,
  classes: readonly Label[],
): ClassForm | undefined {
  if (!score.measured || !label.measured) return undefined;
  const positions = readMeasuredLabels(label.measured).flat().map(Number);
  const rows = readMeasuredFloats(score.measured);
  if (countBest(rows, (row) => positions[row] ?? -1) !== rows.length) return undefined;
  return { kind: 'classes', scores: [score.place], classes, meaning: judgeColumns(rows) };
}

/** Tells whether the graph ends in a function that makes probabilities. */
function isOfProbabilities({ spec }: SeenOutput, { outputFunctions }: BundleFacts): boolean {
  const end = outputFunctions?.[spec.name]?.name;
  return end === 'softmax' || end === 'sigmoid';
}

/** The classes as the label output writes them, in the order of the columns. */
function findColumnClasses(
  label: SeenOutput,
  score: SeenOutput,
  bundle: BundleFacts,
): readonly Label[] | undefined {
  const width = score.place.width ?? 0;
  if (label.facts.role === 'argmax') return toIndices(width);
  // On or off, beside what is no probability of it: a distance, an error, a margin.
  if (label.spec.datatype === 'BOOL') return isOfProbabilities(score, bundle) ? [0, 1] : undefined;
  const named = findKnownClasses(label, bundle).classes ?? score.facts.labels;
  if (named) return named;
  const files = findLabels({ ...bundle, labels: undefined });
  if (label.spec.datatype === 'BYTES') return files?.length === width ? files : undefined;
  return isPosition(label, score) ? toIndices(width) : undefined;
}

/**
 * Tells whether the label is the position of the best score in every row, of more than one class.
 */
function isPosition({ measured: label }: SeenOutput, { measured: score }: SeenOutput): boolean {
  if (!label || !score || score.width < 2) return false;
  const answered = readMeasuredLabels(label).flat();
  const rows = readMeasuredFloats(score);
  return (
    new Set(answered).size > 1 && countBest(rows, (row) => Number(answered[row])) === rows.length
  );
}

/** For each row of the run the column of its label. */
function readColumns({ measured }: SeenOutput, classes: readonly Label[]): number[] | undefined {
  const texts = classes.map(String);
  return (
    measured &&
    readMeasuredLabels(measured)
      .flat()
      .map((value) => texts.indexOf(value))
  );
}

/** Not once has the class that was answered the best score: the columns are something else. */
function isContradicted(rows: readonly (readonly number[])[], columns: readonly number[]): boolean {
  return rows.length >= TELLING_ROWS && countBest(rows, (row) => columns[row] ?? -1) === 0;
}
