import { RejectionError } from '../../../errors.ts';
import type { ClassLabels } from '../../../onnx/class-labels.ts';
import { quote } from '../../../quote.ts';
import type { ClassifierForm } from '../../../tasks/tabular/classifier-form.ts';
import type { Label } from '../../../tasks/task/task.ts';
import type { BundleFacts } from '../bundle/bundle-facts.ts';
import { findPath } from '../bundle/bundle-texts.ts';
import { findLabels } from '../bundle/label-files.ts';

/**
 * Names the numbers of a form: as the bundle's files do, else as the graph does, where it names as
 * many.
 * @throws RejectionError TASK_MISMATCH where the files name more or fewer
 */
export function nameLabels(
  form: ClassifierForm,
  bundle: BundleFacts,
  graph: readonly ClassLabels[],
): { readonly labels?: readonly Label[] } {
  const numbered = findNumbered(form);
  const names = findLabels({ ...bundle, labels: undefined });
  if (names) {
    requireCount(names, numbered, form, bundle);
    requireOrder(names, numbered, bundle);
    return { labels: names };
  }
  if (numbered === undefined) return {};
  if (form.kind === 'classes' && !form.label && isPositional(numbered)) return {};
  // Beside pairs of scores the graph names what each tag can be, not the tags.
  const isOfTagClasses = form.kind === 'outputs' || (form.kind === 'tags' && form.isPaired);
  const named =
    !isOfTagClasses && isPositional(numbered)
      ? graph.find((labels) => labels.length === numbered.length)
      : undefined;
  return { labels: named ?? numbered };
}

/**
 * Lists the labels that have a number of their own in the form's answers; undefined where how many
 * there are is not known.
 */
function findNumbered(form: ClassifierForm): readonly Label[] | undefined {
  switch (form.kind) {
    case 'classes':
      return form.classes;
    case 'nearest':
      return form.clusters;
    case 'tags':
    case 'outputs':
      return form.tags;
    case 'outlier':
      return [-1, 1];
    case 'label':
      return form.classes;
    case 'top':
      return undefined;
  }
}

const NOUNS: Readonly<Record<ClassifierForm['kind'], string>> = {
  classes: 'classes',
  nearest: 'clusters',
  tags: 'tags',
  outputs: 'labels per row',
  outlier: 'classes',
  label: 'classes',
  top: 'classes',
};

function isPositional(numbered: readonly Label[]): boolean {
  return numbered.every((value, index) => value === index);
}

function findFileName({ texts }: BundleFacts): string {
  return findPath(texts, 'labels.txt') === undefined ? 'id2label of config.json' : 'labels.txt';
}

/**
 * A model that names its classes itself may get other names, but not those of its other classes.
 */
function requireOrder(
  names: readonly Label[],
  numbered: readonly Label[] | undefined,
  bundle: BundleFacts,
): void {
  const places = new Map(numbered?.map((value, index) => [value, index]));
  const at = names.findIndex(
    (name, index) => typeof name === 'string' && (places.get(name) ?? index) !== index,
  );
  if (at === -1 || numbered === undefined) return;
  throw new RejectionError(
    'TASK_MISMATCH',
    `${findFileName(bundle)} names ${quote(String(names[at]))} where the model's own class is ` +
      `${quote(String(numbered[at]))}; write the names in the order of the model's classes, or ` +
      'leave them out.',
  );
}

function requireCount(
  names: readonly Label[],
  numbered: readonly Label[] | undefined,
  { kind }: ClassifierForm,
  bundle: BundleFacts,
): void {
  if (numbered === undefined || names.length === numbered.length) return;
  throw new RejectionError(
    'TASK_MISMATCH',
    `${findFileName(bundle)} names ${names.length} ${names.length === 1 ? 'label' : 'labels'}, ` +
      `and the model has ${numbered.length} ${NOUNS[kind]}; write one name a line, in the order ` +
      `of the model's ${NOUNS[kind]}.`,
  );
}
