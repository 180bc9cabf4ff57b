import { findJson, findPath } from './bundle-texts.ts';
import type { BundleFacts, Label } from './task.ts';
import { TaskMisfit } from './task-misfit.ts';

/**
 * The classes in the order of the scores: as the bundle's `labels.txt` says (one a line), else as `id2label` of its `config.json`,
 * else as the graph itself does.
 */
export function findLabels({ texts, labels }: BundleFacts): readonly Label[] | undefined {
  const path = findPath(texts, 'labels.txt');
  if (path !== undefined) return readLabels(texts.get(path) ?? '');
  return toLabels(findJson(texts, 'config.json')?.id2label) ?? labels;
}

/** An empty file names none; an empty line between others is a class without a name. */
function readLabels(text: string): readonly Label[] {
  return text.trim() === '' ? [] : text.trimEnd().split('\n').map((line) => line.trim());
}

function toLabels(id2label: unknown): readonly Label[] | undefined {
  if (typeof id2label !== 'object' || id2label === null) return undefined;
  const byId = id2label as Readonly<Record<string, unknown>>;
  const names = Object.keys(byId).map((_, index) => byId[String(index)]);
  return names.length > 0 && names.every((name) => typeof name === 'string' || typeof name === 'number') ? names : undefined;
}

/** @returns a sentence where the labels are not as many as the model's scores */
export function findLabelMisfit(labels: readonly Label[] | undefined, width: number | undefined): TaskMisfit | undefined {
  if (labels === undefined || width === undefined || width < 0 || labels.length === width) return undefined;
  return new TaskMisfit(`the bundle names ${labels.length} ${labels.length === 1 ? 'label' : 'labels'} (labels.txt, or id2label of config.json), and the model gives ${width} scores`);
}
