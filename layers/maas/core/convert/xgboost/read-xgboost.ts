import type { FileBytes } from '../../ports/model-runtime.ts';
import { quote } from '../../quote.ts';
import type { Label } from '../../tasks/task/task.ts';
import { refuse } from '../faults/conversion-error.ts';
import { readJsonDocument } from '../document/json-document.ts';
import { readUbjsonDocument } from '../document/ubjson-document.ts';
import {
  getFields,
  getNumbers,
  getText,
  getTexts,
  getWholeNumber,
  isFields,
  isNumberList,
  type DocumentVisitor,
  type Fields,
  type Value,
} from '../document/value.ts';
import type { Booster, Column } from '../ensemble/booster.ts';
import { ForestBuilder } from '../ensemble/forest-builder.ts';
import { requireColumns, requireOutputs } from '../faults/require-size.ts';
import { findObjective, type Objective } from './objectives.ts';
import { readNamedCategories } from './read-categories.ts';
import { readTree, toTreeNodes, TREE_SKIPPED, type XgboostTree } from './read-tree.ts';

/**
 * Reads XGBoost's own file, as `save_model` writes it since 1.0.
 * @see https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html
 * @throws RejectionError NOT_CONVERTIBLE, TOO_LARGE
 */
export function readXgboost(file: FileBytes, format: 'xgboost-json' | 'xgboost-ubj'): Booster {
  const visitor = new TreeVisitor();
  const read = format === 'xgboost-json' ? readJsonDocument : readUbjsonDocument;
  const document = read(file, visitor);
  const root = isFields(document) ? document : refuse('its file is not an object', SAVE);
  const learner = getFields(root, 'learner', 'The file');
  const param = getFields(learner, 'learner_model_param', 'The learner');
  const { name: booster, model, weights } = findTrees(learner);
  const shape = readShape(param);
  const name = getText(getFields(learner, 'objective', 'The learner'), 'name', 'The objective');
  const objective = findObjective(name, shape.targets);
  const outputs = Math.max(1, shape.classes) * shape.targets;
  requireOutputs(outputs);
  const attributes = readAttributes(learner);
  const outputOf = getNumbers(model, 'tree_info', 'The booster');
  const taken = countTaken(model, attributes, visitor.trees.length, outputs);
  const forest = new ForestBuilder(shape.columns);
  // They stand first, as XGBoost adds the trees to them.
  const bases = readBases(param, objective, outputs);
  bases.forEach((base, output) => {
    forest.addConstant(output, base);
  });
  visitor.trees.slice(0, taken).forEach((tree, index) => {
    addTree(forest, tree, index, { outputOf, bases, weight: weights && (weights[index] ?? 1) });
  });
  return {
    precision: 'FP32',
    columns: readColumns(learner, model, shape.columns),
    forest: forest.build(),
    outputs,
    divisor: 1,
    answer: objective.answer,
    link: objective.link,
    ...readLabels(attributes, Math.max(2, outputs)),
    source: { format, release: readRelease(root), booster, objective: name, trees: taken },
    notes:
      taken < visitor.trees.length
        ? [
            `It has ${visitor.trees.length} trees, of which the first ${taken} answer: its best ` +
              `iteration is ${getWholeNumber(attributes, 'best_iteration', 'The attributes')}, counted from 0.`,
          ]
        : [],
  };
}

const SAVE = "save it with XGBoost's save_model";

/** Trees are taken from the document one by one: what only training reads is left behind. */
class TreeVisitor implements DocumentVisitor {
  readonly trees: XgboostTree[] = [];

  isSkipped(key: string): boolean {
    return TREE_SKIPPED.has(key);
  }

  mapItem(key: string, item: Value): Value {
    if (key !== 'trees' || !isFields(item)) return item;
    this.trees.push(readTree(item, `Tree ${this.trees.length}`));
    return null;
  }
}

interface Trees {
  readonly name: string;
  readonly model: Fields;
  /** The weight of each tree of `dart`. */
  readonly weights?: ArrayLike<number>;
}

function findTrees(learner: Fields): Trees {
  const booster = getFields(learner, 'gradient_booster', 'The learner');
  const name = getText(booster, 'name', 'The booster');
  switch (name) {
    case 'gbtree':
      return { name, model: getFields(booster, 'model', 'The booster') };
    case 'dart':
      return {
        name,
        model: getFields(getFields(booster, 'gbtree', 'The booster'), 'model', 'The booster'),
        weights: getNumbers(booster, 'weight_drop', 'The booster'),
      };
    default:
      return refuse(
        `its booster is ${quote(name)}, and trees alone (gbtree, dart) are converted`,
        'train it with one of these, or convert it with maas-convert',
      );
  }
}

function readShape(param: Fields): { columns: number; classes: number; targets: number } {
  const place = "The learner's parameters";
  const columns = getWholeNumber(param, 'num_feature', place);
  requireColumns(columns);
  return {
    columns,
    classes: getWholeNumber(param, 'num_class', place, 0),
    targets: Math.max(1, getWholeNumber(param, 'num_target', place, 1)),
  };
}

/** The margin of each output: of the base scores of 3.1 and later, `[5E-1,2E-1]`, or of the one. */
function readBases(param: Fields, { toMargin }: Objective, outputs: number): readonly number[] {
  const text = getText(param, 'base_score', "The learner's parameters");
  const scores = text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map(Number);
  if (text.trim() === '' || (scores.length !== 1 && scores.length !== outputs)) {
    refuse(`its base_score is ${quote(text)}, and it has ${outputs} outputs`, SAVE);
  }
  return Array.from({ length: outputs }, (_, output) => {
    const score = scores[output] ?? scores[0] ?? NaN;
    const margin = toMargin(score);
    if (Number.isFinite(margin)) return margin;
    return refuse(`its base_score ${quote(text)} has no margin under its objective`, SAVE);
  });
}

interface TreePlace {
  readonly outputOf: ArrayLike<number>;
  readonly bases: readonly number[];
  readonly weight: number | undefined;
}

function addTree(
  forest: ForestBuilder,
  tree: XgboostTree,
  index: number,
  { outputOf, bases, weight }: TreePlace,
): void {
  const name = `Tree ${index}`;
  const output = outputOf[index] ?? -1;
  const isVector = tree.targets > 1;
  if (isVector ? tree.targets !== bases.length : bases[output] === undefined) {
    refuse(
      `${name} gives ${isVector ? `${tree.targets} targets` : `output ${output}`}, and the ` +
        `model has ${bases.length}`,
      SAVE,
    );
  }
  for (let target = 0; target < tree.targets; target++) {
    const place = isVector ? target : output;
    const share = weight === undefined ? undefined : { weight, base: bases[place] ?? 0 };
    forest.addTree(name, place, toTreeNodes(tree, target, share));
  }
}

function readAttributes(learner: Fields): Fields {
  const attributes = learner.get('attributes');
  return isFields(attributes) ? attributes : new Map<string, Value>();
}

/**
 * Counts the trees that predict: after early stopping, scikit-learn's interface takes those up to
 * the best iteration.
 */
function countTaken(model: Fields, attributes: Fields, trees: number, outputs: number): number {
  if (!attributes.has('best_iteration')) return trees;
  const rounds = getWholeNumber(attributes, 'best_iteration', 'The attributes') + 1;
  const starts = model.get('iteration_indptr');
  if (isNumberList(starts) && starts.length > 0) return Math.min(trees, starts[rounds] ?? trees);
  const param = getFields(model, 'gbtree_model_param', 'The booster');
  const parallel = Math.max(1, getWholeNumber(param, 'num_parallel_tree', 'The booster', 1));
  return Math.min(trees, rounds * parallel * outputs);
}

function readColumns(learner: Fields, model: Fields, count: number): readonly Column[] {
  const names = getTexts(learner, 'feature_names', 'The learner');
  if (names.length > 0 && names.length !== count) {
    refuse(`it names ${names.length} columns, and has ${count}`, SAVE);
  }
  const categories = readNamedCategories(model, count);
  return Array.from({ length: count }, (_, column) => ({
    name: names[column],
    categories: categories[column],
  }));
}

/** Up to 1.7 scikit-learn's interface wrote its classes as an attribute. */
function readLabels(attributes: Fields, count: number): { readonly labels?: readonly Label[] } {
  const text = attributes.get('scikit_learn');
  if (typeof text !== 'string') return {};
  try {
    const { classes_: classes } = JSON.parse(text.replaceAll('NaN', 'null')) as {
      classes_?: unknown;
    };
    const isOfLabels =
      Array.isArray(classes) &&
      classes.length === count &&
      (classes.every((label) => typeof label === 'string') ||
        classes.every((label) => Number.isSafeInteger(label)));
    return isOfLabels ? { labels: classes as Label[] } : {};
  } catch {
    return {};
  }
}

function readRelease(root: Fields): string {
  const version = root.get('version');
  return isNumberList(version) && version.length <= 4 ? Array.from(version).join('.') : 'unknown';
}
