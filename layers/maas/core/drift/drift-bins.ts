import { MISSING, OTHER, sum, type FeatureCounts } from './sketch.ts';
import { toLowerEdge } from './value-bucket.ts';

/** A part of a feature's values, and how many of each side are in it. */
export interface DriftBin {
  /** A label, or where numbers begin: from this one on, up to the next bin's. */
  readonly name: string;
  readonly baseline: number;
  readonly current: number;
}

interface Cell extends DriftBin {
  readonly total: number;
}

const MOST_BINS = 10;
/** Values of the smaller side that a bin has on average: with fewer, chance is no chi-square. */
const PER_BIN = 15;
/** Values of the smaller side that a bin must be able to expect. */
const LEAST = 4;

/**
 * Bins of about as many values each, of both sides together: where nothing has changed, it is
 * chance alone which side a value is from. Few values have few bins.
 */
export function toBins(baseline: FeatureCounts, current: FeatureCounts): readonly DriftBin[] {
  const [before, now] = [baseline, current].map(({ counts }) => sum(Object.values(counts)));
  const total = (before ?? 0) + (now ?? 0);
  const smaller = Math.min(before ?? 0, now ?? 0);
  const most = Math.min(MOST_BINS, Math.max(2, Math.floor(smaller / PER_BIN)));
  const cells = toCells(baseline, current);
  const least = (LEAST * total) / Math.max(1, smaller);
  return baseline.kind === 'number'
    ? joinNeighbours(cells, total / most, least)
    : joinRarest(cells, most, least);
}

function toCells({ counts: before }: FeatureCounts, { counts: now }: FeatureCounts): Cell[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].map((name) => {
    const [baseline, current] = [before[name] ?? 0, now[name] ?? 0];
    return { name, baseline, current, total: baseline + current };
  });
}

/** Numbers in their order; those that are missing are a bin of their own where they are enough. */
function joinNeighbours(cells: readonly Cell[], size: number, least: number): DriftBin[] {
  const missing = cells.filter(({ name }) => name === MISSING);
  const ordered = cells
    .filter(({ name }) => name !== MISSING)
    .sort((a, b) => Number(a.name) - Number(b.name))
    .map((cell) => ({ ...cell, name: formatNumber(toLowerEdge(Number(cell.name))) }));
  const bins: Cell[] = [];
  let isOpen = false;
  for (const cell of [...missing, ...ordered]) {
    const last = bins.at(-1);
    if (isOpen && last && last.name !== MISSING) {
      bins[bins.length - 1] = join(last, cell, last.name);
    } else bins.push(cell);
    isOpen = (bins.at(-1)?.total ?? 0) < size;
  }
  return joinSmall(bins, least);
}

/** The most frequent labels each for itself, all others together. */
function joinRarest(cells: readonly Cell[], most: number, least: number): DriftBin[] {
  const ordered = [...cells].sort((a, b) => b.total - a.total);
  const [kept, rest] = [ordered.slice(0, most - 1), ordered.slice(most - 1)];
  const [first, ...others] = rest;
  const last = first && others.reduce((all, cell) => join(all, cell, OTHER), first);
  return joinSmall([...kept, ...(last ? [last] : [])], least);
}

/** A bin of too few values becomes part of the one before it, or of the one after. */
function joinSmall(bins: readonly Cell[], least: number): DriftBin[] {
  const joined: Cell[] = [];
  for (const bin of bins) {
    const last = joined.at(-1);
    if (last && (bin.total < least || last.total < least)) {
      joined[joined.length - 1] = join(last, bin, last.name);
    } else joined.push(bin);
  }
  return joined.map(({ name, baseline, current }) => ({ name, baseline, current }));
}

function join(a: Cell, b: Cell, name: string): Cell {
  return {
    name,
    baseline: a.baseline + b.baseline,
    current: a.current + b.current,
    total: a.total + b.total,
  };
}

/** Four digits tell where a bin begins: it is 1.6 % wide at least. */
function formatNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}
