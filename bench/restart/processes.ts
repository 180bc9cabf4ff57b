import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessCost {
  readonly id: number;
  readonly command: string;
  /** Of what it shares with others its share. */
  readonly pssBytes: number;
  readonly processorMs: number;
}

const KIB = 1024;
/** Linux counts processor time in these. */
const TICK_MS = 10;

/** A process and all that it started, and those. Linux alone tells. */
export function readProcesses(root: number): ProcessCost[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    const fields = readFields(Number(name));
    if (fields) parents.set(Number(name), Number(fields[1]));
  }
  const isBelow = (id: number | undefined): boolean =>
    id !== undefined && (id === root || isBelow(parents.get(id)));
  return [...parents.keys()].filter(isBelow).flatMap((id) => {
    try {
      return [readCost(id)];
    } catch {
      return []; // ended meanwhile
    }
  });
}

function readCost(id: number): ProcessCost {
  const fields = readFields(id) ?? [];
  const memory = readFileSync(`/proc/${id}/smaps_rollup`, 'utf8');
  return {
    id,
    command: readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
    pssBytes: Number(/^Pss:\s+(\d+) kB$/m.exec(memory)?.[1] ?? 0) * KIB,
    // Its own, and of its children that have ended.
    processorMs: [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0) * TICK_MS,
  };
}

/** Reads the fields behind the program's name: state, parent, … */
function readFields(id: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
