import { RejectionError } from '../../../errors.ts';
import { quote } from '../../../quote.ts';
import { TaskMisfit } from '../../../tasks/task/task-misfit.ts';
import type { Label } from '../../../tasks/task/task.ts';
import type { BundleFacts } from './bundle-facts.ts';
import { findJson, findPath } from './bundle-texts.ts';

/**
 * The classes in the order of the scores: as the bundle's `labels.txt` says (one a line), else as
 * `id2label` of its `config.json`, else as the graph itself does.
 * @throws RejectionError TASK_MISMATCH for an `id2label` that leaves classes without a name
 */
export function findLabels({ texts, labels }: BundleFacts): readonly Label[] | undefined {
  const path = findPath(texts, 'labels.txt');
  if (path !== undefined) return readLabels(texts.get(path) ?? '');
  return toLabels(findJson(texts, 'config.json')?.id2label) ?? labels;
}

/** An empty file names none; an empty line between others is a class without a name. */
function readLabels(text: string): readonly Label[] {
  return text.trim() === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => line.trim());
}

function toLabels(id2label: unknown): readonly Label[] | undefined {
  if (typeof id2label !== 'object' || id2label === null) return undefined;
  const byId = new Map(
    Object.entries(id2label).map(([id, name]: [string, unknown]) => [
      /^\d+$/.test(id) ? Number(id) : NaN,
      name,
    ]),
  );
  const names = Array.from({ length: byId.size }, (_, id) => byId.get(id));
  if (!names.every((name) => typeof name === 'string' || typeof name === 'number')) {
    const most = names.length - 1;
    throw new RejectionError(
      'TASK_MISMATCH',
      `id2label of the bundle's config.json must name each class from 0 to ${most}; it is ` +
        `${quote(id2label)}. Write a name for every class, or take id2label out.`,
    );
  }
  return names.length > 0 ? names : undefined;
}

/** @returns a sentence where the labels are not as many as the model's scores */
export function findLabelMisfit(
  labels: readonly Label[] | undefined,
  width: number | undefined,
): TaskMisfit | undefined {
  if (labels === undefined || width === undefined || width < 0 || labels.length === width) {
    return undefined;
  }
  return new TaskMisfit(
    `the bundle names ${labels.length} ${labels.length === 1 ? 'label' : 'labels'} ` +
      `(labels.txt, or id2label of config.json), and the model gives ${width} scores`,
  );
}
