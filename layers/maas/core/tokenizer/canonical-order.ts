/** A mark of the first combining class of Unicode, and one of the last. */
const [FIRST_CLASS, LAST_CLASS] = ['\u0334', '\u0345'];

/** A character of a decomposed text and the position that it came from. */
export interface Mark {
  readonly char: string;
  readonly origin: number;
}

/**
 * Decomposed characters in Unicode's canonical order: marks between two starters by their combining
 * classes, those of one class as they stood. JavaScript does not tell a class, yet `normalize`
 * tells which of two marks goes first. A sort of the kinds of marks and one pass over the marks:
 * `normalize` itself moves mark by mark, which takes minutes for a text of a million.
 * @see https://www.unicode.org/reports/tr15/#Description_Norm
 */
export function orderMarks(marks: readonly Mark[]): readonly Mark[] {
  if (marks.length < 2) return marks;
  const ordered: Mark[] = [];
  let run: Mark[] = [];
  const flush = (): void => {
    for (const mark of sortByClass(run)) ordered.push(mark);
    run = [];
  };
  for (const mark of marks) {
    if (!isStarter(mark.char)) run.push(mark);
    else {
      flush();
      ordered.push(mark);
    }
  }
  flush();
  return ordered;
}

/** Buckets of the classes, in their order. */
function sortByClass(run: readonly Mark[]): readonly Mark[] {
  if (run.length < 2) return run;
  const kinds = [...new Set(run.map(({ char }) => char))].sort(
    (a, b) => Number(goesBehind(a, b)) - Number(goesBehind(b, a)),
  );
  const buckets: Mark[][] = [];
  const byKind = new Map(
    kinds.map((kind, index): [string, Mark[]] => {
      const before = kinds[index - 1];
      if (before === undefined || goesBehind(kind, before)) buckets.push([]);
      return [kind, buckets.at(-1) ?? []];
    }),
  );
  for (const mark of run) byKind.get(mark.char)?.push(mark);
  return buckets.flat();
}

function isStarter(char: string): boolean {
  return char < '\u0300' || !(goesBehind(char, FIRST_CLASS) || goesBehind(LAST_CLASS, char));
}

/** Tells whether the canonical order turns the two round. */
function goesBehind(first: string, second: string): boolean {
  return (first + second).normalize('NFD') !== first + second;
}
