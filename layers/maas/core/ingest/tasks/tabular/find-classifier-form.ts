import type { Scoring } from '../../../tasks/scores/scoring.ts';
import type { ClassifierForm } from '../../../tasks/tabular/classifier-form.ts';
import { listFormOutputs } from '../../../tasks/tabular/read-answers.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { Label } from '../../../tasks/task/task.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findJson } from '../bundle/bundle-texts.ts';
import { readPipelineFunction } from '../bundle/find-scoring.ts';
import { findClassForm } from './find-class-form.ts';
import { findNetworkForm, type NetworkForm } from './find-network-form.ts';
import { findTagForm } from './find-tag-form.ts';
import { findTopForm, isTop } from './find-top-form.ts';
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
  /** The names of the classes, clusters or tags, in the order of their numbers. */
  readonly labels?: readonly Label[];
  /** The function from a network's numbers to scores. */
  readonly scoring?: Scoring;
  /** Sentences on what its records leave out. */
  readonly notes?: readonly string[];
}

/**
 * Finds the form in which a model tells classes, by its graph and by its run.
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
    ...noteLeftOut(form, bundle),
    ...nameLabels(
      form,
      bundle,
      [label, ...scores].flatMap((output) => (output?.facts.labels ? [output.facts.labels] : [])),
    ),
  };
}

function noteLeftOut(
  form: ClassifierForm,
  { signature: { outputs } }: BundleFacts,
): Pick<FoundForm, 'notes'> {
  const read = listFormOutputs(form);
  const others = outputs.filter(({ name }) => !read.includes(name)).map(({ name }) => `'${name}'`);
  if (others.length === 0) return {};
  return {
    notes: [
      `Its records leave ${others.join(', ')} out: call /v2/models/{model}/infer for whole tensors.`,
    ],
  };
}

function findLabelledForm(
  label: SeenOutput,
  scores: readonly SeenOutput[],
  bundle: BundleFacts,
): ClassifierForm | NetworkForm | TaskMisfit {
  const [score] = scores;
  if (score && isTop(label, score)) return findTopForm(label, score, bundle);
  const width = label.place.width ?? 1;
  return width === 1
    ? followAsked(findClassForm(label, scores, bundle), bundle)
    : findTagForm(label, scores);
}

/** Beside a label too, `function_to_apply` of `config.json` makes scores of logits. */
function followAsked(
  form: ClassifierForm | TaskMisfit,
  bundle: BundleFacts,
): ClassifierForm | NetworkForm | TaskMisfit {
  const asked = findJson(bundle.texts, 'config.json')?.function_to_apply ?? undefined;
  if (asked === undefined || form instanceof TaskMisfit) return form;
  const isOfLogits = form.kind === 'classes' && form.meaning === 'decision';
  if (!isOfLogits || form.isSingle || form.isReversed) return form;
  const name = readPipelineFunction(bundle, form.classes.length);
  if (name instanceof TaskMisfit) return name;
  const scoring = { functionToApply: name };
  return name === 'none'
    ? { form, scoring }
    : { form: { ...form, function: name, meaning: 'probability' }, scoring };
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
