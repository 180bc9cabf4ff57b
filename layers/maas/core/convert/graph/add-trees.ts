import type { Booster } from '../ensemble/booster.ts';
import type { GraphBuilder } from './graph-builder.ts';
import type { ReadTable } from './read-columns.ts';
import { type TensorContent, TYPES } from './onnx-writer.ts';

/** ONNX's number for adding trees up. */
const SUM = 1;

/**
 * The sums of the trees for each row, added up in the file's own order and precision.
 * @see https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsemble.html
 */
export function addTrees(
  graph: GraphBuilder,
  { forest, outputs }: Booster,
  { matrix, places }: ReadTable,
): string {
  const numbers = (values: Float64Array): TensorContent => ({
    type: graph.type,
    shape: [values.length],
    data: graph.numbers(values),
  });
  return graph.add('TreeEnsemble', [matrix], {
    n_targets: outputs,
    aggregate_function: SUM,
    post_transform: 0,
    tree_roots: forest.roots,
    nodes_featureids: forest.columns.map((column) => places[column] ?? 0),
    nodes_modes: { type: TYPES.UINT8, shape: [forest.modes.length], data: forest.modes },
    nodes_splits: numbers(forest.thresholds),
    nodes_missing_value_tracks_true: forest.missingTrue,
    nodes_truenodeids: forest.whenTrue,
    nodes_trueleafs: forest.isTrueLeaf,
    nodes_falsenodeids: forest.whenFalse,
    nodes_falseleafs: forest.isFalseLeaf,
    ...(forest.members.length > 0 ? { membership_values: numbers(forest.members) } : {}),
    leaf_targetids: forest.leafOutputs,
    leaf_weights: numbers(forest.leafValues),
  });
}
