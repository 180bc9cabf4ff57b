import {
  isAnyOf,
  isEither,
  isListOf,
  isNumber,
  isOneOf,
  isOptional,
  isShape,
  isText,
  isTrue,
} from '../../json/guards.ts';
import { SCORE_FUNCTIONS, type ScoreFunction } from '../scores/score-function.ts';
import type { Label } from '../task/task.ts';
import { isOutputPlace, type OutputPlace } from '../task/row-values.ts';

/**
 * The meaning of a classifier's numbers: confidences between 0 and 1, or values that are only
 * larger for the better class; `unseen` where the model took no made-up rows and its graph says
 * nothing.
 */
const SCORE_MEANINGS = ['probability', 'decision', 'unseen'] as const;
export type ScoreMeaning = (typeof SCORE_MEANINGS)[number];

/** The form in which a model tells the class of a row; found at ingest, followed at every call. */
export type ClassifierForm =
  ClassForm | NearestForm | TagForm | MultiOutputForm | TopForm | OutlierForm | LabelForm;

/** A number for each class or tag of a row. */
interface ScoredForm {
  /** One output with a column for each, or an output for each. */
  readonly scores: readonly OutputPlace[];
  readonly meaning: ScoreMeaning;
  /** Makes scores of a network's logits. */
  readonly function?: ScoreFunction;
}

/** One class per row, and a number for each class. */
export interface ClassForm extends ScoredForm {
  readonly kind: 'classes';
  /** Absent where the class is the one with the best score. */
  readonly label?: OutputPlace;
  /** The classes as the label output writes them, in the order of the scores. */
  readonly classes: readonly Label[];
  /** One number speaks for the second of two classes: its probability, or a margin above 0. */
  readonly isSingle?: true;
  /** The first of two columns speaks for the second class. */
  readonly isReversed?: true;
}

/** The nearest of several centres, and the distance to each. */
export interface NearestForm {
  readonly kind: 'nearest';
  readonly label: OutputPlace;
  readonly distances: OutputPlace;
  readonly clusters: readonly Label[];
}

/** Several tags per row, each on or off, and a number for each. */
export interface TagForm extends ScoredForm {
  readonly kind: 'tags';
  /** 0 or 1 per tag; absent where only the numbers are told. */
  readonly label?: OutputPlace;
  readonly tags: readonly Label[];
  /** The scores are pairs: of "off", then of "on". */
  readonly isPaired?: true;
}

/** Several labels per row, each of classes of its own. */
export interface MultiOutputForm {
  readonly kind: 'outputs';
  readonly label: OutputPlace;
  /** One output for all labels, or one for each. */
  readonly scores?: readonly OutputPlace[];
  readonly tags: readonly Label[];
  /** For each label its classes in the order of its scores. */
  readonly classes: readonly (readonly Label[])[];
  readonly meaning: ScoreMeaning;
}

/** The best few classes of each row, the best first. */
export interface TopForm {
  readonly kind: 'top';
  readonly label: OutputPlace;
  readonly scores: OutputPlace;
  readonly meaning: ScoreMeaning;
  /** Makes scores of their logarithms. */
  readonly function?: ScoreFunction;
}

/** 1 for what is as usual and -1 for what is not, and how usual it is. */
export interface OutlierForm {
  readonly kind: 'outlier';
  readonly label: OutputPlace;
  readonly score: OutputPlace;
}

/** A class per row without a number that could be said to be its own. */
export interface LabelForm {
  readonly kind: 'label';
  readonly label: OutputPlace;
  readonly classes?: readonly Label[];
}

const isPlaces = isListOf(isOutputPlace);
const isLabels = isListOf(isEither(isText, isNumber));
const isMeaning = isOneOf(SCORE_MEANINGS);
const isFunction = isOptional(isOneOf(SCORE_FUNCTIONS));

/** Tells whether a record's form is one that this release follows. */
export const isClassifierForm = isAnyOf<ClassifierForm>(
  isShape<ClassForm>({
    kind: isOneOf(['classes']),
    label: isOptional(isOutputPlace),
    scores: isPlaces,
    classes: isLabels,
    meaning: isMeaning,
    isSingle: isOptional(isTrue),
    isReversed: isOptional(isTrue),
    function: isFunction,
  }),
  isShape<NearestForm>({
    kind: isOneOf(['nearest']),
    label: isOutputPlace,
    distances: isOutputPlace,
    clusters: isLabels,
  }),
  isShape<TagForm>({
    kind: isOneOf(['tags']),
    label: isOptional(isOutputPlace),
    scores: isPlaces,
    tags: isLabels,
    meaning: isMeaning,
    isPaired: isOptional(isTrue),
    function: isFunction,
  }),
  isShape<MultiOutputForm>({
    kind: isOneOf(['outputs']),
    label: isOutputPlace,
    scores: isOptional(isPlaces),
    tags: isLabels,
    classes: isListOf(isLabels),
    meaning: isMeaning,
  }),
  isShape<TopForm>({
    kind: isOneOf(['top']),
    label: isOutputPlace,
    scores: isOutputPlace,
    meaning: isMeaning,
    function: isFunction,
  }),
  isShape<OutlierForm>({
    kind: isOneOf(['outlier']),
    label: isOutputPlace,
    score: isOutputPlace,
  }),
  isShape<LabelForm>({
    kind: isOneOf(['label']),
    label: isOutputPlace,
    classes: isOptional(isLabels),
  }),
);
