/** Empty lines that are named; of more, there is the count. */
const NAMED = 10;

/** Empty lines before a full one: the answers behind them no longer stand at their lines' places. */
export interface LeftOut {
  count: number;
  /** The numbers of the first of them, from 1. */
  readonly first: number[];
}

export interface FullLine {
  readonly text: string;
  /** From 1, as editors count. */
  readonly number: number;
}

/** The lines that have something in them; what is left out is counted in `leftOut`. */
export async function* takeFullLines(
  lines: AsyncIterable<string>,
  leftOut: LeftOut = { count: 0, first: [] },
): AsyncGenerator<FullLine> {
  let number = 0;
  let last = 0;
  for await (const text of lines) {
    number++;
    if (text.trim() === '') continue;
    for (let empty = last + 1; empty < number; empty++) {
      if (leftOut.first.length < NAMED) leftOut.first.push(empty);
    }
    leftOut.count += number - last - 1;
    last = number;
    yield { text, number };
  }
}

/** One sentence on what was left out; undefined where nothing was. */
export function describeLeftOut({ count, first }: LeftOut, name: string): string | undefined {
  if (count === 0) return undefined;
  const more = count > first.length ? ' …' : '';
  const [what, which] = count === 1 ? ['1 empty line', 'line'] : [`${count} empty lines`, 'lines'];
  return `${what} of ${name} left out (${which} ${first.join(', ')}${more}): answers are of the others, in order.`;
}
