import type { ModelHeader } from './model-header.ts';

/** Operators that look a value up, whole, among all those that it may be. */
const LOOK_UPS = ['OneHotEncoder', 'LabelEncoder', 'CategoryMapper'];
/** Operators that pass values on as they are, or some of them, or in another shape. */
const PASSING = ['Identity', 'Gather', 'ArrayFeatureExtractor', 'Split', 'Slice', 'Concat'];
const RESHAPING = ['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze'];

/** Inputs whose values the graph looks up among categories, as it does with a table's columns. */
export function findCategories({ model: { graph } }: ModelHeader): readonly string[] {
  if (!graph) return [];
  const names = graph.input.map(({ name }) => name);
  return names.filter((name) => {
    const passed = new Set([name]);
    // Nodes stand in the order in which they run.
    return graph.node.some(({ opType, input, output }) => {
      if (!input.some((one) => passed.has(one))) return false;
      if (LOOK_UPS.includes(opType)) return true;
      if ([...PASSING, ...RESHAPING].includes(opType)) output.forEach((one) => passed.add(one));
      return false;
    });
  });
}
