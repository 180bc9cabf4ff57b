import { isFloat } from '../tasks/task/floats.ts';
import { toNumbers } from '../tasks/task/to-numbers.ts';
import type { Tensor } from '../tensor.ts';
import type { PlacedToken } from '../tokenizer/token.ts';
import type { TextTokenizer } from '../tokenizer/tokenizer.ts';

/** Ids of the vocabulary that are looked at for words. */
const FIRST_IDS = 5000;

/** Pseudo-random words of the vocabulary, the same each time. */
export function makeText(tokenizer: TextTokenizer, words: number, seed: number): PlacedToken[] {
  const ids = Array.from({ length: FIRST_IDS }, (_, id) => id).filter(
    (id) => tokenizer.findToken(id) !== undefined,
  );
  const tokens = Array.from(
    { length: words },
    (_, word) => ids[(seed * 7919 + word * 104_729 + 13) % ids.length] ?? 0,
  );
  return tokenizer.place(tokens.map((id) => ({ id, text: '', start: 0, end: 0, word: 0 })));
}

/**
 * Each row of another size, so that what is taken over all of them shows. Whole numbers stay: they
 * may be places in a list.
 */
export function varyRows({ datatype, shape: [, ...others], data }: Tensor, rows: number): Tensor {
  const shape = [rows, ...others];
  if (!isFloat({ datatype }) && datatype !== 'UINT8') {
    return { datatype, shape, data: repeat(data, rows) };
  }
  const values = Float32Array.from({ length: data.length * rows }, (_, at) => {
    const row = Math.floor(at / data.length);
    const wave = Math.sin(at * 12.9898) * 0.5 + 0.5;
    return datatype === 'UINT8'
      ? Math.floor(wave * 85 * (row + 1))
      : (wave - 0.25 * row) * 3 ** row;
  });
  return { datatype, shape, data: toNumbers(values, datatype) };
}

function repeat(data: Tensor['data'], times: number): Tensor['data'] {
  const values = Array.from({ length: times }, () => Array.from(data as Iterable<never>)).flat();
  return Array.isArray(data)
    ? values
    : (data.constructor as unknown as { from(values: readonly never[]): Tensor['data'] }).from(
        values,
      );
}
