import { CLASSIFIER_OUTPUTS } from '../answers/classifier-outputs.ts';
import { findScoring, readPipelineFunction } from '../answers/find-scoring.ts';
import { findLabels } from '../task/label-files.ts';
import type { Scoring } from '../scores/scoring.ts';
import type { BundleFacts } from '../task/task.ts';
import { TaskMisfit } from '../task/task-misfit.ts';
import type { ClassForm, TagForm } from './classifier-form.ts';
import { judgeColumns, readMeasuredFloats } from './judge-scores.ts';
import type { SeenOutput } from './seen-outputs.ts';

const NEEDED = `needs ${CLASSIFIER_OUTPUTS}`;

export interface NetworkForm {
  readonly form: ClassForm | TagForm;
  readonly scoring: Scoring;
}

/**
 * How a network without a label output tells classes: by one output with a number per class, as
 * `labels.txt` or the graph's end say.
 */
export function findNetworkForm(
  scores: readonly SeenOutput[],
  bundle: BundleFacts,
): NetworkForm | TaskMisfit {
  const [score, ...others] = scores;
  const names = findLabels({ ...bundle, labels: undefined });
  const width = score?.place.width ?? names?.length;
  if (!score || others.length > 0 || width === undefined) {
    return new TaskMisfit(`${NEEDED}, or one output with a number per class`);
  }
  if (score.facts.role === 'numbers') {
    return new TaskMisfit(`${NEEDED}; the model ends in a regressor`);
  }
  const isSpread = isProbability(score, bundle);
  if (!names && (width === 1 || !isSpread)) {
    return new TaskMisfit(`${NEEDED}, or a labels.txt that names the classes of its numbers`);
  }
  const scoring = toScoring(score, width, bundle, isSpread);
  if (scoring instanceof TaskMisfit) return scoring;
  return { form: toForm(score, width, scoring, names?.length ?? width), scoring };
}

/**
 * What the graph ends in; where that cannot be followed, columns that are probabilities in every
 * row of the run.
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
