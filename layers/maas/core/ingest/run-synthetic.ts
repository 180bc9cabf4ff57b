import { MaasError } from '../errors.ts';
import { roundMs } from '../monitoring/round-ms.ts';
import type { ModelSession } from '../ports/model-runtime.ts';
import type { Stopwatch } from '../ports/clock.ts';
import type { Datatype, Signature, Tensor, TensorData, Tensors } from '../tensor.ts';

/** Makes a size for the free dimension at this axis of a shape with so many. */
type FreeSize = (axis: number, rank: number) => number;

/** One row, and every other free dimension alike: what belongs together fits. */
const alike =
  (size: number): FreeSize =>
  (axis) =>
    axis === 0 ? 1 : size;
/**
 * The last dimension alone: rows that stand behind another, as those of a recurrent model's state
 * do, stay one as well.
 */
const lastOnly =
  (size: number): FreeSize =>
  (axis, rank) =>
    axis > 0 && axis === rank - 1 ? size : 1;

/** Sizes of free dimensions, one after the other until the model takes them. */
const ATTEMPTS: readonly FreeSize[] = [
  ...[16, 1, 64, 224].map(alike),
  ...[16, 64, 224].map(lastOnly),
];
/** The shape to try if not even the number of dimensions is known. */
const ANY_SHAPE = [-1, -1];
/** A model that wants more than this at once says nothing when it refuses zeros. */
const ELEMENTS = 1 << 26;

export interface SyntheticRun {
  /** Absent where the model took none of the inputs. */
  readonly runMs?: number;
  readonly note?: string;
  /** The input that the model took. */
  readonly inputs?: Tensors;
}

/**
 * Runs the model once on an input that nobody meant. Its refusal says little; that it comes back at
 * all is what is asked.
 */
export async function runSynthetic(
  session: ModelSession,
  signature: Signature,
  clock: Stopwatch,
): Promise<SyntheticRun> {
  const outputs = signature.outputs.map(({ name }) => name);
  let refusal = '';
  for (const freeSize of ATTEMPTS) {
    const inputs = makeInputs(signature, freeSize);
    if (!inputs) {
      return {
        note: `It was not run on a made-up input, which would have more than ${ELEMENTS} elements.`,
      };
    }
    const startedAtMs = clock.monotonicMs();
    try {
      await session.run(inputs, outputs);
      return { runMs: roundMs(clock.monotonicMs() - startedAtMs), inputs };
    } catch (error) {
      if (!(error instanceof MaasError)) throw error;
      refusal ||= error.message;
    }
  }
  return { note: `It refused a made-up input, so nothing is known of its speed: ${refusal}` };
}

function makeInputs({ inputs }: Signature, freeSize: FreeSize): Tensors | undefined {
  const tensors: Record<string, Tensor> = {};
  for (const { name, datatype, shape: declared, anyShape } of inputs) {
    const shape = (anyShape ? ANY_SHAPE : declared).map((size, axis, { length }) =>
      size === -1 ? freeSize(axis, length) : size,
    );
    const count = shape.reduce((product, size) => product * size, 1);
    if (count > ELEMENTS) return undefined;
    tensors[name] = { datatype, shape, data: fillOnes(datatype, count) };
  }
  return tensors;
}

/** Ones: an index or a divisor of one is good more often than one of zero. */
function fillOnes(datatype: Datatype, count: number): TensorData {
  const halfPrecisionOne = 0x3c00;
  switch (datatype) {
    case 'BOOL':
    case 'UINT8':
      return new Uint8Array(count).fill(1);
    case 'UINT16':
      return new Uint16Array(count).fill(1);
    case 'UINT32':
      return new Uint32Array(count).fill(1);
    case 'UINT64':
      return new BigUint64Array(count).fill(1n);
    case 'INT8':
      return new Int8Array(count).fill(1);
    case 'INT16':
      return new Int16Array(count).fill(1);
    case 'INT32':
      return new Int32Array(count).fill(1);
    case 'INT64':
      return new BigInt64Array(count).fill(1n);
    case 'FP16':
      return new Uint16Array(count).fill(halfPrecisionOne);
    case 'FP32':
      return new Float32Array(count).fill(1);
    case 'FP64':
      return new Float64Array(count).fill(1);
    case 'BYTES':
      return new Array<string>(count).fill('1');
  }
}
