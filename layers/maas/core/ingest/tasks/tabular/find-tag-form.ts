import type {
  ClassifierForm,
  MultiOutputForm,
  ScoreMeaning,
  TagForm,
} from '../../../tasks/tabular/classifier-form.ts';
import { judgeColumns } from '../../../tasks/tabular/judge-columns.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { Label } from '../../../tasks/task/task.ts';
import { judgeSwitches, readMeasuredFloats, readMeasuredLabels } from './judge-scores.ts';
import type { SeenOutput } from './seen-outputs.ts';

const SWITCH: readonly string[] = ['0', '1', 'false', 'true'];

/** Finds the form of a model with several labels per row. */
export function findTagForm(
  label: SeenOutput,
  scores: readonly SeenOutput[],
): ClassifierForm | TaskMisfit {
  const count = label.place.width ?? 0;
  const [score, ...others] = scores;
  const parts = findOutputPerTag(label, scores);
  if (parts) return parts;
  if (others.length > 0) {
    return new TaskMisfit(`needs one score output beside the ${count} labels of a row`);
  }
  if (label.facts.role === 'top-indices') {
    return new TaskMisfit('needs the values of TopK beside its indices');
  }
  if (!label.measured) {
    return new TaskMisfit(
      'needs one label per row, or a model that can be run on a made-up row to see what its ' +
        'labels are',
    );
  }
  const width = score?.place.width;
  if (score && width === count && areSwitches(label)) return toTagForm(label, score);
  const classes = findTagClasses(label, score);
  if (!classes) return new TaskMisfit(`cannot tell the classes of the ${count} labels of a row`);
  if (score && width === 2 * count && classes.every((own) => own.join() === '0,1')) {
    return toPairedForm(label, score);
  }
  return toMultiOutputForm(label, score, classes);
}

/**
 * MultiOutputClassifier: for each label an output with a column per class, in the order of the
 * labels.
 */
function findOutputPerTag(
  label: SeenOutput,
  scores: readonly SeenOutput[],
): TagForm | MultiOutputForm | undefined {
  const {
    facts: { parts },
    place,
  } = label;
  const classes = parts?.flatMap((own) => (own ? [own] : [])) ?? [];
  const isOfEach =
    scores.length > 1 &&
    scores.length === place.width &&
    classes.length === scores.length &&
    scores.every(
      ({ spec: { name }, place: { width } }, tag) =>
        width === classes[tag]?.length && name.endsWith(`:${tag}`),
    );
  if (!isOfEach) return undefined;
  const meaning = scores.every(
    ({ measured }) => measured && judgeColumns(readMeasuredFloats(measured)) === 'probability',
  )
    ? 'probability'
    : 'decision';
  const common = {
    label: place,
    scores: scores.map((score) => score.place),
    tags: toTags(label),
    meaning,
  } as const;
  return classes.every((own) => own.join() === '0,1')
    ? { kind: 'tags', ...common, isPaired: true }
    : { kind: 'outputs', ...common, classes };
}

/** Tells whether each label is 0 or 1, as far as the graph and the run say. */
function areSwitches({ facts: { parts }, measured }: SeenOutput): boolean {
  const isNamedSo = (parts ?? []).every((classes) => classes === null || classes.join() === '0,1');
  return (
    isNamedSo &&
    measured !== undefined &&
    readMeasuredLabels(measured)
      .flat()
      .every((value) => SWITCH.includes(value))
  );
}

function toTagForm(label: SeenOutput, score: SeenOutput): TagForm {
  const answered = label.measured ? readMeasuredLabels(label.measured) : [];
  const isOn = (row: number, tag: number): boolean =>
    ['1', 'true'].includes(answered[row]?.[tag] ?? '');
  const meaning = score.measured
    ? judgeSwitches(readMeasuredFloats(score.measured), isOn)
    : 'decision';
  return { kind: 'tags', label: label.place, scores: [score.place], tags: toTags(label), meaning };
}

function toPairedForm(label: SeenOutput, score: SeenOutput): TagForm {
  return {
    kind: 'tags',
    label: label.place,
    scores: [score.place],
    tags: toTags(label),
    meaning: judgeGroups(score, toTags(label).length),
    isPaired: true,
  };
}

function toMultiOutputForm(
  label: SeenOutput,
  score: SeenOutput | undefined,
  classes: readonly (readonly Label[])[],
): MultiOutputForm {
  const tags = toTags(label);
  const perTag = (score?.place.width ?? 0) / tags.length;
  const isFitting =
    score !== undefined &&
    Number.isInteger(perTag) &&
    Math.max(...classes.map((own) => own.length)) === perTag;
  const scored = isFitting
    ? { scores: [score.place], meaning: judgeGroups(score, tags.length) }
    : { meaning: 'decision' as const };
  return { kind: 'outputs', label: label.place, tags, classes, ...scored };
}

function toTags({ place: { width = 0 } }: SeenOutput): number[] {
  return Array.from({ length: width }, (_, index) => index);
}

/** Probabilities, where those of each tag are. */
function judgeGroups({ measured }: SeenOutput, tags: number): ScoreMeaning {
  if (!measured) return 'decision';
  const size = measured.width / tags;
  return judgeColumns(
    readMeasuredFloats(measured).flatMap((row) =>
      Array.from({ length: tags }, (_, tag) => row.slice(tag * size, (tag + 1) * size)),
    ),
  );
}

/**
 * The classes of each label: as the graph names them, else positions where the labels are those of
 * the best scores.
 */
function findTagClasses(
  label: SeenOutput,
  score: SeenOutput | undefined,
): readonly (readonly Label[])[] | undefined {
  const {
    facts: { parts, role },
    measured,
  } = label;
  const named = parts?.flatMap((classes) => (classes ? [classes] : []));
  if (named && named.length === parts?.length) return named;
  if (!measured || !score?.measured || (role !== undefined && role !== 'argmax')) return undefined;
  const size = score.measured.width / measured.width;
  const answered = readMeasuredLabels(measured);
  const rows = readMeasuredFloats(score.measured);
  const isPosition =
    Number.isInteger(size) &&
    size > 1 &&
    rows.every((row, index) =>
      (answered[index] ?? []).every((value, tag) => {
        const own = row.slice(tag * size, (tag + 1) * size);
        return own[Number(value)] === Math.max(...own);
      }),
    );
  return isPosition
    ? toTags(label).map(() => Array.from({ length: size }, (_, index) => index))
    : undefined;
}
