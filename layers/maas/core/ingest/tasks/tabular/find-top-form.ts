import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findScoring } from '../bundle/find-scoring.ts';
import type { NetworkForm } from './find-network-form.ts';
import type { SeenOutput } from './seen-outputs.ts';

/**
 * Finds the form of a network that gives the best few classes, or the best one and its own score.
 */
export function findTopForm(
  label: SeenOutput,
  score: SeenOutput,
  bundle: BundleFacts,
): NetworkForm | TaskMisfit {
  const scoring = findScoring(bundle, score.spec, 'none');
  if (scoring instanceof TaskMisfit) return scoring;
  const { functionToApply, graphEndsIn } = scoring;
  return {
    form: {
      kind: 'top',
      label: label.place,
      scores: score.place,
      meaning: graphEndsIn === undefined ? 'decision' : 'probability',
      ...(functionToApply === 'none' ? {} : { function: functionToApply }),
    },
    scoring,
  };
}

/** Tells whether the scores are those of the labels: TopK's two outputs, or ArgMax and ReduceMax. */
export function isTop({ facts: label, place }: SeenOutput, score: SeenOutput | undefined): boolean {
  if (!score || (score.place.width ?? 1) !== (place.width ?? 1)) return false;
  const { role, of } = score.facts;
  return (
    (label.role === 'top-indices' && role === 'top-values') ||
    (label.role === 'argmax' && role === 'max' && of === label.of)
  );
}
