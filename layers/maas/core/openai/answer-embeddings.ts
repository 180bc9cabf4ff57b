import { Buffer } from 'node:buffer';
import { encodeTensorBinary } from '../protocol/tensor-binary.ts';
import { toInputs, type EmbeddingsBody, type EmbeddingsInput } from './embeddings-request.ts';
import { InvalidParameterError } from './invalid-parameter-error.ts';

/** A vector as `encoding_format` asks: its numbers, or base64 of their little-endian float32. */
type EncodedVector = readonly number[] | string;

/** The answer of `POST /v1/embeddings`. */
export interface EmbeddingsAnswer {
  readonly object: 'list';
  readonly model: string;
  readonly data: readonly {
    readonly object: 'embedding';
    readonly index: number;
    readonly embedding: EncodedVector;
  }[];
  readonly usage: { readonly prompt_tokens: number; readonly total_tokens: number };
}

/** A vector and a number of tokens for each input. */
export type Embed = (
  inputs: readonly EmbeddingsInput[],
) => Promise<{ readonly vectors: readonly Float32Array[]; readonly tokens: readonly number[] }>;

/** @throws InvalidParameterError when the vectors have fewer numbers than `dimensions` asks for */
export async function answerEmbeddings(
  { model, input, dimensions, encoding_format: format }: EmbeddingsBody,
  embed: Embed,
): Promise<EmbeddingsAnswer> {
  const { vectors, tokens } = await embed(toInputs(input));
  const total = tokens.reduce((sum, count) => sum + count, 0);
  return {
    object: 'list',
    model,
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: encodeVector(cutVector(vector, dimensions), format),
    })),
    usage: { prompt_tokens: total, total_tokens: total },
  };
}

/** Makes a vector of the length 1, whether it is cut or whole. */
function cutVector(vector: Float32Array, dimensions = vector.length): Float32Array {
  if (dimensions > vector.length) {
    throw new InvalidParameterError(
      'dimensions',
      `'dimensions' must be from 1 to ${vector.length}, the size of the model's vectors; got ` +
        `${dimensions}.`,
    );
  }
  const cut = vector.subarray(0, dimensions);
  const length = Math.sqrt(cut.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? cut : cut.map((value) => value / length);
}

function encodeVector(
  vector: Float32Array,
  format: EmbeddingsBody['encoding_format'],
): EncodedVector {
  if (format === 'float') return Array.from(vector);
  const { buffer, byteOffset, byteLength } = encodeTensorBinary({
    datatype: 'FP32',
    shape: [vector.length],
    data: vector,
  });
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
