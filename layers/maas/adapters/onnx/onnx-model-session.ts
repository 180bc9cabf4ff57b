import type * as Onnx from 'onnxruntime-node';
import { ModelLoadError } from '../../core/errors.ts';
import type { ModelSession } from '../../core/ports/model-runtime.ts';
import type { Datatype, Signature, Tensor, Tensors, TensorSpec } from '../../core/tensor.ts';
import { toRunError } from './onnx-errors.ts';

const DATATYPE_OF: Partial<Record<Onnx.Tensor.Type, Datatype>> = {
  bool: 'BOOL',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  float16: 'FP16',
  float32: 'FP32',
  float64: 'FP64',
  string: 'BYTES',
};
const TYPE_OF = Object.fromEntries(
  Object.entries(DATATYPE_OF).map(([type, datatype]) => [datatype, type]),
) as Record<Datatype, Onnx.Tensor.Type>;

/** One session of ONNX Runtime. */
export class OnnxModelSession implements ModelSession {
  readonly signature: Signature;
  readonly #session: Onnx.InferenceSession;
  readonly #onnx: typeof Onnx;

  /**
   * @throws ModelLoadError when an input or an output is not a tensor of a datatype that can be sent
   */
  constructor(session: Onnx.InferenceSession, onnx: typeof Onnx) {
    this.#session = session;
    this.#onnx = onnx;
    this.signature = {
      inputs: session.inputMetadata.map((metadata) => toSpec('input', metadata)),
      outputs: session.outputMetadata.map((metadata) => toSpec('output', metadata)),
    };
  }

  async run(inputs: Tensors, outputs: readonly string[]): Promise<Tensors> {
    try {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, tensor]) => [name, this.#toOnnx(tensor)]),
      );
      const results = await this.#session.run(feeds, outputs);
      return Object.fromEntries(
        outputs.flatMap((name) => (results[name] ? [[name, fromOnnx(name, results[name])]] : [])),
      );
    } catch (error) {
      throw toRunError(error);
    }
  }

  async release(): Promise<void> {
    await this.#session.release();
  }

  #toOnnx({ datatype, shape, data }: Tensor): Onnx.Tensor {
    return new this.#onnx.Tensor(TYPE_OF[datatype], data, shape);
  }
}

function toSpec(
  kind: 'input' | 'output',
  metadata: Onnx.InferenceSession.ValueMetadata,
): TensorSpec {
  const datatype = metadata.isTensor ? DATATYPE_OF[metadata.type] : undefined;
  if (!metadata.isTensor || !datatype) {
    const type = metadata.isTensor
      ? metadata.type
      : 'not a tensor (a map, a sequence or an optional value)';
    throw new ModelLoadError(
      `The model's ${kind} '${metadata.name}' is ${type}, which cannot be sent over HTTP; ` +
        'export it with tensors only.',
      { rejection: 'UNSUPPORTED_TYPE' },
    );
  }
  return {
    name: metadata.name,
    datatype,
    shape: metadata.shape.map((size) => (typeof size === 'number' ? size : -1)),
  };
}

function fromOnnx(name: string, value: Onnx.Tensor): Tensor {
  const datatype = DATATYPE_OF[value.type];
  if (!datatype) throw new Error(`The output '${name}' is ${value.type}`);
  return { datatype, shape: value.dims, data: value.data };
}
