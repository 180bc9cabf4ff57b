import type { ModelProto } from './generated/onnx_pb.js';
import { walkNodes } from './walk-graph.ts';

/** True for a model, or a part of one, that is trees: by its operators of `ai.onnx.ml`. */
export function hasTrees(model: ModelProto): boolean {
  for (const { opType } of walkNodes(model)) if (opType.startsWith('TreeEnsemble')) return true;
  return false;
}
