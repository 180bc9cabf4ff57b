import { judgeColumns } from './judge-columns.ts';
import { MaasError } from '../../errors.ts';
import type { Tensors } from '../../tensor.ts';
import { findBest, nameScores, toLabel } from '../answers/classes.ts';
import { getFloats, getOutput, toJsonNumber } from '../task/floats.ts';
import type { RowAnswer } from '../answers/row-answer.ts';
import type { Label, TaskRecord } from '../task/task.ts';
import { applyFunction } from '../scores/score-function.ts';
import type {
  ClassForm,
  ClassifierForm,
  MultiOutputForm,
  NearestForm,
  OutlierForm,
  ScoreMeaning,
  TagForm,
  TopForm,
} from './classifier-form.ts';
import { readRows, requirePlace, type OutputPlace } from '../task/row-values.ts';

type RawLabel = string | number | bigint;
type Names = readonly Label[] | undefined;

/** Names of the outputs that a form reads. */
export function listFormOutputs(form: ClassifierForm): string[] {
  switch (form.kind) {
    case 'classes':
      return [...(form.label ? [form.label] : []), ...form.scores].map(({ name }) => name);
    case 'nearest':
      return [form.label.name, form.distances.name];
    case 'outlier':
      return [form.label.name, form.score.name];
    case 'label':
      return [form.label.name];
    case 'tags':
    case 'outputs':
      return [...(form.label ? [form.label] : []), ...(form.scores ?? [])].map(({ name }) => name);
    case 'top':
      return [form.label.name, form.scores.name];
  }
}

/**
 * Reads the rows of one run.
 * @throws MaasError INVALID_REQUEST where its outputs have other shapes than were recorded
 */
export function readAnswers(
  form: ClassifierForm,
  names: Names,
  results: Tensors,
  rows: number,
): RowAnswer[] {
  switch (form.kind) {
    case 'classes':
      return readClasses(form, names, results, rows);
    case 'nearest':
      return readNearest(form, names, results, rows);
    case 'tags':
      return readTags(form, names, results, rows);
    case 'outputs':
      return readOutputs(form, names, results, rows);
    case 'top':
      return readTop(form, names, results, rows);
    case 'outlier':
      return readOutliers(form, names, results, rows);
    case 'label':
      return readLabels(form.label, results, rows).map(([value = '']) =>
        toPlain(nameLabel(value, form.classes, names)),
      );
  }
}

function readFloats(place: OutputPlace, results: Tensors, rows: number): number[][] {
  const tensor = getOutput(results, place.name);
  requirePlace(place, tensor, rows);
  return readRows(tensor, getFloats(results, place.name), place.axis, rows);
}

/** INT64 labels stay numbers where a number can hold them. */
function readLabels(place: OutputPlace, results: Tensors, rows: number): RawLabel[][] {
  const tensor = getOutput(results, place.name);
  requirePlace(place, tensor, rows);
  const values = readRows(tensor, tensor.data as ArrayLike<RawLabel>, place.axis, rows);
  if (typeof tensor.data[0] !== 'bigint') return values;
  return values.map((row) =>
    row.map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value)),
  );
}

function findColumn(value: RawLabel, classes: readonly Label[], best: number): number {
  return String(classes[best]) === String(value)
    ? best
    : classes.findIndex((label) => String(label) === String(value));
}

/** A class by the name that the bundle gives it. */
function nameLabel(value: RawLabel, classes: readonly Label[] | undefined, names: Names): RawLabel {
  return (classes && names ? names[findColumn(value, classes, 0)] : undefined) ?? value;
}

function toPlain(label: RawLabel): RowAnswer {
  return { record: { label }, details: {}, scored: [] };
}

function readClasses(form: ClassForm, names: Names, results: Tensors, rows: number): RowAnswer[] {
  const columns = form.scores.map((place) => readFloats(place, results, rows));
  const only = columns.length === 1 ? columns[0] : undefined;
  const labels = form.label && readLabels(form.label, results, rows);
  return Array.from({ length: rows }, (_, row) => {
    const scores = toScores(form, only?.[row] ?? columns.flatMap((column) => column[row] ?? []));
    if (scores.length !== form.classes.length) {
      throw new MaasError(
        'INVALID_REQUEST',
        `The model gives ${scores.length} scores for a row, and it has ${form.classes.length} ` +
          'classes; call /v2/models/{model}/infer for whole tensors.',
      );
    }
    const best = findBest(scores);
    const value = labels?.[row]?.[0];
    const at = value === undefined ? best : findColumn(value, form.classes, best);
    const score = scores[at];
    return {
      record: {
        label: names?.[at] ?? value ?? toLabel(names, at),
        score: score === undefined ? null : toJsonNumber(score),
      },
      get details() {
        return nameScores(scores, names);
      },
      get scored() {
        return scores.map((number, index) => ({ label: toLabel(names, index), score: number }));
      },
      ...toConfidence(form.meaning === 'unseen' ? judgeColumns([scores]) : form.meaning, score),
    };
  });
}

function toConfidence(
  meaning: ScoreMeaning,
  score: number | undefined,
): { readonly confidence?: number } {
  return meaning === 'probability' && score !== undefined ? { confidence: score } : {};
}

function toScores(
  { meaning, isSingle, isReversed, function: name = 'none' }: ClassForm,
  raw: readonly number[],
): readonly number[] {
  const values = name === 'none' ? raw : applyFunction(raw, name);
  const [value = NaN] = values;
  if (isSingle) return meaning === 'probability' ? [1 - value, value] : [-value, value];
  return isReversed ? values.toReversed() : values;
}

function readNearest(form: NearestForm, names: Names, results: Tensors, rows: number): RowAnswer[] {
  const distances = readFloats(form.distances, results, rows);
  return readLabels(form.label, results, rows).map(([value = ''], row) => {
    const own = distances[row] ?? [];
    const distance = own[findColumn(value, form.clusters, 0)];
    return {
      record: {
        label: nameLabel(value, form.clusters, names),
        distance: distance === undefined ? null : toJsonNumber(distance),
      },
      details: Object.fromEntries(
        own.map((number, index) => [`distance:${names?.[index] ?? index}`, toJsonNumber(number)]),
      ),
      scored: [],
    };
  });
}

/** Joins the numbers that several outputs give for each row, one after the other. */
function joinRows(outputs: readonly (readonly number[][])[]): number[][] {
  const [first = [], ...others] = outputs;
  return others.length === 0
    ? [...first]
    : first.map((values, row) => [...values, ...others.flatMap((output) => output[row] ?? [])]);
}

function readTags(form: TagForm, names: Names, results: Tensors, rows: number): RowAnswer[] {
  const labels = form.label && readLabels(form.label, results, rows);
  return joinRows(form.scores.map((place) => readFloats(place, results, rows))).map((raw, row) => {
    const values = applyFunction(raw, form.function ?? 'none');
    const scores = form.isPaired ? values.filter((_, index) => index % 2 === 1) : values;
    const best = findBest(scores);
    const name = (tag: number): Label => names?.[tag] ?? form.tags[tag] ?? tag;
    const answered =
      labels?.[row]?.map((value, tag) => [`label:${name(tag)}`, Number(value)] as const) ?? [];
    return {
      record: {
        label: name(best),
        score: toJsonNumber(scores[best] ?? NaN),
        ...Object.fromEntries(answered),
        ...nameScores(
          scores,
          scores.map((_, tag) => name(tag)),
        ),
      },
      details: {},
      scored: scores.map((score, tag) => ({ label: name(tag), score })),
      ...toConfidence(form.meaning, scores[best]),
    };
  });
}

/** The scores of each label: an output each, or equal parts of one. */
function splitByTag(
  outputs: readonly (readonly number[])[],
  count: number,
): readonly (readonly number[])[] {
  const [only = [], ...others] = outputs;
  if (others.length > 0) return outputs;
  const size = only.length / count;
  return Array.from({ length: count }, (_, tag) => only.slice(tag * size, (tag + 1) * size));
}

function readOutputs(
  form: MultiOutputForm,
  names: Names,
  results: Tensors,
  rows: number,
): RowAnswer[] {
  const outputs = form.scores?.map((place) => readFloats(place, results, rows));
  return readLabels(form.label, results, rows).map((values, row) => {
    const record: Record<string, TaskRecord[string]> = { label: values.join(',') };
    const details: Record<string, TaskRecord[string]> = {};
    const scores =
      outputs &&
      splitByTag(
        outputs.map((output) => output[row] ?? []),
        values.length,
      );
    values.forEach((value, tag) => {
      const name = names?.[tag] ?? form.tags[tag] ?? tag;
      record[`label:${name}`] = value;
      const own = scores?.[tag];
      if (!own) return;
      const classes = form.classes[tag] ?? [];
      record[`score:${name}`] = toJsonNumber(own[findColumn(value, classes, 0)] ?? NaN);
      classes.forEach((label, index) => {
        details[`score:${name}:${label}`] = toJsonNumber(own[index] ?? NaN);
      });
    });
    return { record, details, scored: [] };
  });
}

/** Beyond 2^53 an integer is exact as text alone. */
function toSafeLabel(value: RawLabel): Label {
  return typeof value === 'bigint' ? String(value) : value;
}

function readTop(form: TopForm, names: Names, results: Tensors, rows: number): RowAnswer[] {
  const scores = readFloats(form.scores, results, rows);
  return readLabels(form.label, results, rows).map((values, row) => {
    const applied = applyFunction(scores[row] ?? [], form.function ?? 'none');
    const scored = values.map((value, index) => ({
      label: names?.[Number(value)] ?? toSafeLabel(value),
      score: applied[index] ?? NaN,
    }));
    const [best] = scored;
    return {
      record: { label: best?.label ?? null, score: toJsonNumber(best?.score ?? NaN) },
      details: nameScores(
        applied,
        scored.map(({ label }) => label),
      ),
      scored,
      ...toConfidence(form.meaning, best?.score),
    };
  });
}

function readOutliers(
  form: OutlierForm,
  names: Names,
  results: Tensors,
  rows: number,
): RowAnswer[] {
  const scores = readFloats(form.score, results, rows);
  return readLabels(form.label, results, rows).map(([value = ''], row) => ({
    record: {
      label: nameLabel(value, [-1, 1], names),
      outlier_score: toJsonNumber(scores[row]?.[0] ?? NaN),
    },
    details: {},
    scored: [],
  }));
}
