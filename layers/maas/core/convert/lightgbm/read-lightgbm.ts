import type { FileBytes } from '../../ports/model-runtime.ts';
import { refuse } from '../faults/conversion-error.ts';
import type { Booster, Column } from '../ensemble/booster.ts';
import { ForestBuilder } from '../ensemble/forest-builder.ts';
import { requireColumns, requireOutputs } from '../faults/require-size.ts';
import { parseObjective, type Objective } from './objectives.ts';
import { readPandasCategories } from './read-categories.ts';
import { readTree } from './read-tree.ts';
import { getCount, readSections, type Section } from './sections.ts';

const HEADER = 'The head of its file';
const AS_WRITTEN = 'upload the file as LightGBM wrote it';

/**
 * Reads LightGBM's own file, as `save_model` and `booster_.save_model` write it.
 * @throws RejectionError NOT_CONVERTIBLE, TOO_LARGE
 */
export function readLightgbm(file: FileBytes): Booster {
  let reader: TreeReader | undefined;
  const { header, pandasCategories } = readSections(
    file,
    (section) => (reader = new TreeReader(section)),
    (tree) => reader?.add(tree),
  );
  const { forest, trees, outputs } = reader ?? refuse('its file has no head', AS_WRITTEN);
  const objective = parseObjective(header.get('objective'));
  const isAverage = header.has('average_output');
  if (isAverage && trees === 0) refuse('it has no trees', 'train it first');
  return {
    precision: 'FP64',
    columns: readColumns(header, pandasCategories),
    forest: forest.build(),
    outputs: requireSums(outputs, objective, header),
    divisor: isAverage ? trees / outputs : 1,
    answer: objective.answer,
    link: objective.link,
    source: {
      format: 'lightgbm-text',
      release: header.get('version') ?? 'unknown',
      booster: isAverage ? 'rf' : 'gbdt',
      objective: objective.name,
      trees,
    },
    notes:
      objective.name === 'none' || objective.name === 'custom'
        ? ['Its file names no objective of LightGBM, so the sums of its trees are answered.']
        : [],
  };
}

/** Takes trees one by one; they go to the outputs in turn. */
class TreeReader {
  readonly forest: ForestBuilder;
  readonly outputs: number;
  readonly #isMissingZero: boolean;
  trees = 0;

  constructor(header: Section) {
    const columns = getCount(header, 'max_feature_idx', HEADER) + 1;
    requireColumns(columns);
    this.outputs = Math.max(1, getCount(header, 'num_tree_per_iteration', HEADER));
    requireOutputs(this.outputs);
    this.forest = new ForestBuilder(columns);
    this.#isMissingZero = /^v[123]\b/.test(header.get('version') ?? '');
  }

  add(section: Section): void {
    const name = `Tree ${this.trees}`;
    const options = { isMissingZero: this.#isMissingZero };
    this.forest.addTree(name, this.trees % this.outputs, readTree(section, name, options));
    this.trees++;
  }
}

function readColumns(header: Section, pandasCategories: string | undefined): readonly Column[] {
  const count = getCount(header, 'max_feature_idx', HEADER) + 1;
  const split = (key: string): string[] => (header.get(key) ?? '').split(' ').filter(Boolean);
  const names = split('feature_names');
  if (names.length !== count) {
    refuse(`it names ${names.length} columns, and has ${count}`, AS_WRITTEN);
  }
  const categories = readPandasCategories(pandasCategories, split('feature_infos'));
  return names.map((name, column) => ({
    name,
    categories: categories[column],
  }));
}

/** A sigmoid or a softmax over other sums than the classes' would be another model. */
function requireSums(outputs: number, { name, answer, link }: Objective, header: Section): number {
  const classes = getCount(header, 'num_class', HEADER, 1);
  const isOfClasses = name === 'multiclass' || name === 'multiclassova';
  if (outputs === (isOfClasses ? classes : 1) || (answer === 'numbers' && name === 'none')) {
    return outputs;
  }
  if (name === 'custom' && link.kind === 'identity') return outputs;
  return refuse(
    `it has ${outputs} trees per iteration and ${classes} classes with the objective ${name}`,
    AS_WRITTEN,
  );
}
