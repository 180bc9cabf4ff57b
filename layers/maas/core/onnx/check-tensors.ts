import { LIMITS } from '../../contract/limits.ts';
import { RejectionError } from '../errors.ts';
import { quote } from '../quote.ts';
import { checkExternalData, type FileSizes } from './external-data.ts';
import {
  type ModelProto,
  type SparseTensorProto,
  type TensorProto,
  TensorProto_DataLocation,
} from './generated/onnx_pb.js';
import { countElements, countPresent, getElementBits } from './tensor-size.ts';
import { walkSparseTensors, walkTensors } from './walk-graph.ts';

/**
 * No tensor claims more than the bytes that stand there for it, in the model or in a file of the
 * bundle.
 * @throws RejectionError TENSOR_EXCEEDS_FILE, EXTERNAL_DATA_OUTSIDE_BUNDLE, EXTERNAL_DATA_MISSING,
 *   UNSUPPORTED_TYPE
 */
export function checkTensors(model: ModelProto, files: FileSizes): void {
  for (const tensor of walkTensors(model)) {
    if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL) checkExternalData(tensor, files);
    else checkData(tensor);
  }
  for (const tensor of walkSparseTensors(model)) checkSparse(tensor);
}

function checkData(tensor: TensorProto): void {
  const claimed = countElements(tensor);
  const present = countPresent(tensor, getElementBits(tensor));
  if (claimed > present) {
    throw new RejectionError(
      'TENSOR_EXCEEDS_FILE',
      `The tensor ${quote(tensor.name)} of shape [${tensor.dims.join(', ')}] claims ${claimed} ` +
        `elements, and there is data for ${present}; the file may be damaged.`,
    );
  }
}

/** ONNX Runtime writes sparse tensors out: a hundred bytes can claim gigabytes. */
function checkSparse({ dims, values }: SparseTensorProto): void {
  const name = values?.name ?? '';
  const bytes = (countElements({ name, dims }) * ((values && getElementBits(values)) ?? 8)) / 8;
  if (bytes > LIMITS.sparseTensorBytes) {
    throw new RejectionError(
      'TENSOR_EXCEEDS_FILE',
      `The sparse tensor ${quote(name)} of shape [${dims.join(', ')}] takes ${bytes} bytes ` +
        `written out, and the limit is ${LIMITS.sparseTensorBytes}.`,
    );
  }
}
