import type { Scoring } from '../scores/scoring.ts';
import type { BundleFacts, Label } from '../task/task.ts';
import { TaskMisfit } from '../task/task-misfit.ts';
import type { ClassifierForm } from './classifier-form.ts';
import { findClassForm } from './find-class-form.ts';
import { findNetworkForm } from './find-network-form.ts';
import { findTagForm } from './find-tag-form.ts';
import { nameLabels } from './name-labels.ts';
import {
  describeOutputs,
  isLabelOutput,
  isScoreOutput,
  listSeenOutputs,
  type SeenOutput,
} from './seen-outputs.ts';

export interface FoundForm {
  readonly form: ClassifierForm;
  /** What the classes, clusters or tags are called, in the order of their numbers. */
  readonly labels?: readonly Label[];
  /** How a network's numbers become scores. */
  readonly scoring?: Scoring;
}

/**
 * How a model tells classes, by its graph and by what a run showed.
 * @throws RejectionError TASK_MISMATCH where the bundle names another number of classes than the
 *   model has
 */
export function findClassifierForm(bundle: BundleFacts, task: string): FoundForm | TaskMisfit {
  const seen = listSeenOutputs(bundle);
  const label = pickLabel(seen);
  if (label instanceof TaskMisfit) return new TaskMisfit(`${task} ${label.reason}`);
  const scores = seen.filter(isScoreOutput);
  const found = label ? findLabelledForm(label, scores, bundle) : findNetworkForm(scores, bundle);
  if (found instanceof TaskMisfit) {
    return new TaskMisfit(
      `${task} ${found.reason}; the model's outputs are ${describeOutputs(seen)}`,
    );
  }
  const { form, ...scoring } = 'form' in found ? found : { form: found };
  return {
    form,
    ...scoring,
    ...nameLabels(
      form,
      bundle,
      [label, ...scores].flatMap((output) => (output?.facts.labels ? [output.facts.labels] : [])),
    ),
  };
}

function findLabelledForm(
  label: SeenOutput,
  scores: readonly SeenOutput[],
  bundle: BundleFacts,
): ClassifierForm | TaskMisfit {
  const width = label.place.width ?? 1;
  return width === 1 ? findClassForm(label, scores, bundle) : findTagForm(label, scores);
}

/**
 * The one that the graph makes of classes; of several that it says nothing of, none is better than
 * another.
 */
function pickLabel(seen: readonly SeenOutput[]): SeenOutput | TaskMisfit | undefined {
  const candidates = seen.filter(isLabelOutput);
  const known = candidates.filter(({ facts }) => facts.role !== undefined);
  const named = known.filter(({ facts }) => facts.role === 'label');
  const [choice, ...others] = [named, known, candidates].find((list) => list.length > 0) ?? [];
  if (others.length === 0) return choice;
  return new TaskMisfit(
    'needs one label output; any of ' +
      `${candidates.map(({ spec }) => `'${spec.name}'`).join(', ')} could be it`,
  );
}
