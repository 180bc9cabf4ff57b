import { RejectionError } from '../../errors.ts';
import type { ClassLabels } from '../../onnx/class-labels.ts';
import { findPath } from '../bundle-texts.ts';
import { findLabels } from '../label-files.ts';
import type { BundleFacts, Label } from '../task.ts';
import type { ClassifierForm } from './classifier-form.ts';

/**
 * What the numbers of a form are called: as the bundle's files say, else as the graph does, where it names as many.
 * @throws RejectionError TASK_MISMATCH where the files name more or fewer
 */
export function nameLabels(form: ClassifierForm, bundle: BundleFacts, graph: readonly ClassLabels[]): { readonly labels?: readonly Label[] } {
  const numbered = findNumbered(form);
  const names = findLabels({ ...bundle, labels: undefined });
  if (names) {
    requireCount(names, numbered, form, bundle);
    return { labels: names };
  }
  if (form.kind === 'classes' && !form.label) return {};
  if (numbered === undefined) return {};
  // Beside pairs of scores the graph names what each tag can be, not the tags.
  const isOfTagClasses = form.kind === 'outputs' || (form.kind === 'tags' && form.isPaired);
  const isPositional = !isOfTagClasses && numbered.every((value, index) => value === index);
  const named = isPositional ? graph.find((labels) => labels.length === numbered.length) : undefined;
  return { labels: named ?? numbered };
}

/** What has a number of its own in the form's answers; undefined where how many there are is not known. */
function findNumbered(form: ClassifierForm): readonly Label[] | undefined {
  switch (form.kind) {
    case 'classes': return form.classes;
    case 'nearest': return form.clusters;
    case 'tags': case 'outputs': return form.tags;
    case 'outlier': return [-1, 1];
    case 'label': return form.classes;
    case 'top': return undefined;
  }
}

const NOUNS: Readonly<Record<ClassifierForm['kind'], string>> = { classes: 'classes', nearest: 'clusters', tags: 'tags', outputs: 'labels per row', outlier: 'classes', label: 'classes', top: 'classes' };

function requireCount(names: readonly Label[], numbered: readonly Label[] | undefined, { kind }: ClassifierForm, { texts }: BundleFacts): void {
  if (numbered === undefined || names.length === numbered.length) return;
  const file = findPath(texts, 'labels.txt') === undefined ? 'id2label of config.json' : 'labels.txt';
  throw new RejectionError('TASK_MISMATCH', `${file} names ${names.length} ${names.length === 1 ? 'label' : 'labels'}, and the model has ${numbered.length} ${NOUNS[kind]}; write one name a line, in the order of the model's ${NOUNS[kind]}.`);
}
