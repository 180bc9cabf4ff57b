import { findJson, findPath, type JsonObject } from './bundle-texts.ts';
import type { ScoreFunction } from './classes.ts';
import type { BundleFacts, Label } from './task.ts';

/**
 * The classes in the order of the scores: as the bundle's `labels.txt` says (one a line), else as `id2label` of its `config.json`,
 * else as the graph itself does.
 */
export function findLabels({ texts, labels }: BundleFacts): readonly Label[] | undefined {
  const path = findPath(texts, 'labels.txt');
  if (path !== undefined) return (texts.get(path) ?? '').replace(/^\uFEFF/, '').trimEnd().split(/\r?\n/).map((line) => line.trim());
  return toLabels(findJson(texts, 'config.json')?.id2label) ?? labels;
}

function toLabels(id2label: unknown): readonly Label[] | undefined {
  if (typeof id2label !== 'object' || id2label === null) return undefined;
  const byId = id2label as Readonly<Record<string, unknown>>;
  const names = Object.keys(byId).map((_, index) => byId[String(index)]);
  return names.length > 0 && names.every((name) => typeof name === 'string' || typeof name === 'number') ? names : undefined;
}

/** How the pipelines make scores of a classifier's logits, by its `config.json`. */
export function findScoreFunction(config: JsonObject | undefined, classes: number | undefined): ScoreFunction {
  if (config?.problem_type === 'regression') return 'none';
  return config?.problem_type === 'multi_label_classification' || classes === 1 ? 'sigmoid' : 'softmax';
}

/** @returns a sentence where the labels are not as many as the model's scores */
export function findLabelMisfit(labels: readonly Label[] | undefined, width: number | undefined): string | undefined {
  if (labels === undefined || width === undefined || width < 0 || labels.length === width) return undefined;
  return `the bundle names ${labels.length} labels (labels.txt, or id2label of config.json), and the model gives ${width} scores`;
}
