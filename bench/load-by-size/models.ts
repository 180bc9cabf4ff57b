import {
  encodeOnnx,
  externalTensor,
  node,
  rawTensor,
  TYPE,
  value,
} from '../../test/support/onnx-model.ts';

/** A chain of products with square matrices. */
export interface Chain {
  readonly name: string;
  /** Rows and columns of each matrix. */
  readonly width: number;
  readonly matrices: number;
  /** Whether the weights lie beside the model. */
  readonly isExternal?: true;
}

/** Its memory is that of the process. */
export const TINY: Chain = { name: '28 KB', width: 48, matrices: 3 };

export const CHAINS: readonly Chain[] = [
  TINY,
  { name: '2 MB', width: 512, matrices: 2 },
  { name: '20 MB', width: 1024, matrices: 5 },
  { name: '200 MB', width: 2048, matrices: 12 },
  { name: '1 GB', width: 4096, matrices: 15, isExternal: true },
];

const DATA = 'model.onnx.data';

/** Every number of the weights is in its answer. */
export function createChain(chain: Chain): Record<string, Uint8Array> {
  const { width, matrices, isExternal } = chain;
  const bytes = width * width * Float32Array.BYTES_PER_ELEMENT;
  const weights = createWeights(chain);
  const matrix = (index: number): Float32Array =>
    weights.subarray(index * width * width, (index + 1) * width * width);
  const indexes = Array.from({ length: matrices }, (_, index) => index);
  const model = encodeOnnx({
    graph: {
      input: [value('x0', TYPE.FLOAT, ['n', width])],
      output: [value(`x${matrices}`, TYPE.FLOAT, ['n', width])],
      initializer: indexes.map((index) =>
        isExternal
          ? externalTensor(`w${index}`, [width, width], {
              location: DATA,
              offset: String(index * bytes),
              length: String(bytes),
            })
          : rawTensor(`w${index}`, [width, width], matrix(index)),
      ),
      node: indexes.map((index) =>
        node(index % 2 === 0 ? 'MatMul' : 'Gemm', [`x${index}`, `w${index}`], [`x${index + 1}`]),
      ),
    },
  });
  return {
    'model.onnx': model,
    ...(isExternal ? { [DATA]: new Uint8Array(weights.buffer) } : {}),
  };
}

/** So small that no answer overflows, and no matrix like another. */
function createWeights({ width, matrices }: Chain): Float32Array {
  const scale = 1 / (Math.sqrt(width) * 2 ** 31);
  return Float32Array.from(
    { length: width * width * matrices },
    (_, index) => Math.imul(index + 1, 2_654_435_761) * scale,
  );
}
