import { type ModelHeader, readModelHeader } from '../../layers/maas/core/onnx/model-header.ts';
import { prepareModel, type PreparedModel } from '../../layers/maas/core/onnx/prepare-model.ts';
import { toFileBytes } from './file-bytes.ts';
import { encodeOnnx, type ModelOptions, TYPE, value } from './onnx-model.ts';

export const x = value('x', TYPE.FLOAT, ['n', 4]);

export function prepare(options: ModelOptions): PreparedModel & ModelHeader {
  const header = readModelHeader(toFileBytes(encodeOnnx(options)));
  return { ...prepareModel(header, 'model.onnx'), ...header };
}
