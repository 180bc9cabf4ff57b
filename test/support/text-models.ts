import { encodeOnnx, node, rawTensor, TYPE, value } from './onnx-model.ts';
import { SETTINGS, TOKENIZER } from './task-bundles.ts';

const WORDS = Object.keys(TOKENIZER.model.vocab).length;

/** Numbers of a word, of which those of `good` (5) and `bad` (6) differ most. */
export function toWordVector(word: number, width: number): number[] {
  return Array.from({ length: width }, (_, column) =>
    Math.fround((((word * 7 + column * 3) % 11) - 5) / 4),
  );
}

/**
 * A bundle that reads tokens: a vector of `width` numbers per word, or their sum over the text.
 * @param config what `config.json` says
 */
export function textModel(
  output: string,
  width: number,
  config: object,
  { isSummed = false } = {},
): Record<string, Uint8Array> {
  const table = Float32Array.from(
    Array.from({ length: WORDS }, (_, word) => toWordVector(word, width)).flat(),
  );
  const model = encodeOnnx({
    graph: {
      input: ['input_ids', 'attention_mask'].map((name) =>
        value(name, TYPE.INT64, [undefined, undefined]),
      ),
      output: [
        value(output, TYPE.FLOAT, isSummed ? [undefined, width] : [undefined, undefined, width]),
      ],
      initializer: [
        rawTensor('table', [WORDS, width], table),
        rawTensor('last', [1], BigInt64Array.of(2n)),
        rawTensor('tokens', [1], BigInt64Array.of(1n)),
      ],
      node: [
        node('Gather', ['table', 'input_ids'], ['words']),
        node('Cast', ['attention_mask'], ['mask'], { to: TYPE.FLOAT }),
        node('Unsqueeze', ['mask', 'last'], ['wide']),
        node('Mul', ['words', 'wide'], [isSummed ? 'masked' : output]),
        ...(isSummed ? [node('ReduceSum', ['masked', 'tokens'], [output], { keepdims: 0 })] : []),
      ],
    },
  });
  const text = (content: unknown): Uint8Array => Buffer.from(JSON.stringify(content));
  return {
    'model.onnx': model,
    'tokenizer.json': text(TOKENIZER),
    'tokenizer_config.json': text(SETTINGS),
    'config.json': text(config),
  };
}
