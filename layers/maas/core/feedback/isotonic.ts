/** The truths of a bin of scores, and those of them that its answers met. */
export interface BinTally {
  readonly truths: number;
  readonly right: number;
}

interface Block extends BinTally {
  readonly bins: number;
}

/**
 * The share that is right in each bin, as what it should be: no lower where scores are higher. Bins
 * that contradict their neighbours are pooled (pool adjacent violators); those without a truth get
 * what lies between the ones beside them.
 * @returns undefined where no bin has a truth
 */
export function calibrateBins(tallies: readonly BinTally[]): readonly number[] | undefined {
  const blocks: Block[] = [];
  for (const { truths, right } of tallies) {
    if (truths === 0) continue;
    let block: Block = { truths, right, bins: 1 };
    for (let last = blocks.at(-1); last && share(last) >= share(block); last = blocks.at(-1)) {
      blocks.pop();
      block = {
        truths: last.truths + block.truths,
        right: last.right + block.right,
        bins: last.bins + block.bins,
      };
    }
    blocks.push(block);
  }
  if (blocks.length === 0) return undefined;
  const seen = blocks.flatMap((block) => Array.from({ length: block.bins }, () => share(block)));
  let next = 0;
  return fillGaps(tallies.map(({ truths }) => (truths === 0 ? undefined : seen[next++])));
}

function share({ truths, right }: BinTally): number {
  return right / truths;
}

/** On a line between the known values on both sides; beyond the outermost, as these. */
function fillGaps(values: readonly (number | undefined)[]): number[] {
  const known = values.flatMap((value, at) => (value === undefined ? [] : [{ at, value }]));
  return values.map((value, at) => {
    if (value !== undefined) return value;
    const before = known.findLast((one) => one.at < at);
    const after = known.find((one) => one.at > at);
    if (!before || !after) return (before ?? after)?.value ?? 0;
    return (
      before.value + ((after.value - before.value) * (at - before.at)) / (after.at - before.at)
    );
  });
}
