import { CLASSIFIER_OUTPUTS } from '../../../tasks/answers/classifier-outputs.ts';
import type { Scoring } from '../../../tasks/scores/scoring.ts';
import type { ClassForm, TagForm, TopForm } from '../../../tasks/tabular/classifier-form.ts';
import { judgeColumns } from '../../../tasks/tabular/judge-columns.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findJson } from '../bundle/bundle-texts.ts';
import { findScoring, readPipelineFunction } from '../bundle/find-scoring.ts';
import { findLabels } from '../bundle/label-files.ts';
import { readMeasuredFloats } from './judge-scores.ts';
import type { SeenOutput } from './seen-outputs.ts';

/** Single precision keeps so many of a sum. */
const SHARE_DIGITS = 5;
const NEEDED = `needs ${CLASSIFIER_OUTPUTS}`;

export interface NetworkForm {
  readonly form: ClassForm | TagForm | TopForm;
  readonly scoring: Scoring;
}

/**
 * Finds the form of a network without a label output: one output with a number per class, as
 * `labels.txt` or the graph's end say.
 */
export function findNetworkForm(
  scores: readonly SeenOutput[],
  bundle: BundleFacts,
): NetworkForm | TaskMisfit {
  const names = findLabels({ ...bundle, labels: undefined });
  const score = pickOutput(scores, names?.length, bundle);
  const width = score?.place.width ?? names?.length;
  if (!score || width === undefined) {
    return new TaskMisfit(`${NEEDED}, or one output with a number per class`);
  }
  if (score.facts.role === 'numbers') {
    return new TaskMisfit(`${NEEDED}; the model ends in a regressor`);
  }
  const isSpread = isProbability(score, bundle);
  if (!names && (width === 1 || !isSpread)) {
    return new TaskMisfit(`${NEEDED}, or a labels.txt that names the classes of its numbers`);
  }
  const share = isSpread ? undefined : findShare(score, bundle);
  if (share !== undefined) {
    return new TaskMisfit(
      `needs logits or probabilities; the numbers of '${score.spec.name}' sum to ${share} in every ` +
        'row: export what sums to 1, or say "function_to_apply": "none" in config.json',
    );
  }
  const scoring = toScoring(score, width, bundle, isSpread);
  if (scoring instanceof TaskMisfit) return scoring;
  return { form: toForm(score, width, scoring, names?.length ?? width), scoring };
}

/**
 * Picks, of several outputs, the one that the graph makes probabilities of, beside their logits or
 * where there are names for its numbers alone; else the only one that there are names for.
 */
function pickOutput(
  scores: readonly SeenOutput[],
  names: number | undefined,
  bundle: BundleFacts,
): SeenOutput | undefined {
  const [only, ...others] = scores;
  if (others.length === 0) return only;
  const isNamed = ({ place: { width } }: SeenOutput): boolean => width === names;
  const made = scores.filter((output) => bundle.outputFunctions?.[output.spec.name] !== undefined);
  const [best] = made;
  const isAlike = scores.every(({ place: { width } }) => width === best?.place.width);
  if (best && made.length === 1 && (names === undefined ? isAlike : isNamed(best))) return best;
  const named = names === undefined || made.length > 0 ? [] : scores.filter(isNamed);
  return named.length === 1 ? named[0] : undefined;
}

/**
 * Finds the sum of every row's numbers, where all have the same: they are percentages, no logits.
 */
function findShare({ measured }: SeenOutput, { texts }: BundleFacts): number | undefined {
  const isTold = typeof findJson(texts, 'config.json')?.function_to_apply === 'string';
  if (!measured || measured.width < 2 || isTold) return undefined;
  const rows = readMeasuredFloats(measured);
  const sums = rows.map((row) => row.reduce((sum, value) => sum + value, 0));
  const share = Number((sums[0] ?? 0).toPrecision(SHARE_DIGITS));
  const isShared =
    rows.length > 1 &&
    share > 0 &&
    sums.every((sum) => Number(sum.toPrecision(SHARE_DIGITS)) === share) &&
    rows.every((row) => row.every((value) => value >= 0));
  return isShared ? share : undefined;
}

/**
 * Tells whether an output gives probabilities: by what the graph ends in; where that cannot be
 * followed, by its columns, which are probabilities in every row of the run.
 */
function isProbability({ spec, measured }: SeenOutput, { outputFunctions }: BundleFacts): boolean {
  return (
    outputFunctions?.[spec.name] !== undefined ||
    (measured !== undefined &&
      measured.width > 1 &&
      judgeColumns(readMeasuredFloats(measured)) === 'probability')
  );
}

function toScoring(
  { spec, measured }: SeenOutput,
  width: number,
  bundle: BundleFacts,
  isSpread: boolean,
): Scoring | TaskMisfit {
  const isSeen = isSpread && bundle.outputFunctions?.[spec.name] === undefined;
  const output = { ...spec, shape: measured?.tensor.shape ?? spec.shape };
  return findScoring(bundle, output, isSeen ? 'none' : readPipelineFunction(bundle, width));
}

function toForm(
  { place }: SeenOutput,
  width: number,
  { functionToApply, graphEndsIn }: Scoring,
  names: number,
): ClassForm | TagForm {
  const isOfTags = functionToApply === 'sigmoid' || graphEndsIn?.endsWith('sigmoid') === true;
  const isRaw = functionToApply === 'none' && graphEndsIn === undefined;
  const common = {
    meaning: isRaw ? 'decision' : 'probability',
    ...(functionToApply === 'none' ? {} : { function: functionToApply }),
  } as const;
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  // One number is a tag of its own where it has one name; with two it speaks for the second.
  if (isOfTags && (width > 1 || names === 1)) {
    return { kind: 'tags', scores: [place], tags: numbers(width), ...common };
  }
  return {
    kind: 'classes',
    scores: [place],
    classes: numbers(Math.max(width, 2)),
    ...common,
    ...(width === 1 ? { isSingle: true } : {}),
  };
}
