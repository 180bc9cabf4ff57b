import { percentile } from '../warm/load.ts';
import type { Resident } from './memory.ts';
import { TINY } from './models.ts';
import type { StoredChain } from './stored-chains.ts';

/** How the files come to the process: as other names of the store's own, or as from S3. */
export const WAYS = ['linked', 'fetched'] as const;
export type Way = (typeof WAYS)[number];

export interface Load {
  readonly stored: StoredChain;
  readonly way: Way;
  readonly loadMs: number;
  readonly createMs: number;
  readonly before: Resident;
  readonly loaded: Resident;
  readonly released: Resident;
}

const MIB = 1024 * 1024;

const HEAD = [
  'model',
  'files',
  'loaded after, ms',
  'of which ONNX Runtime, ms',
  'peak growth, MB',
  'peak growth ÷ size',
  "grown after its calls, MB: the process's own",
  "files'",
  'after release − tiny alone, MB',
];

/** The memory of what was released is compared with that of a process that had tiny ones alone. */
export function formatLoads(loads: readonly Load[]): string {
  const groups = Map.groupBy(loads, ({ stored, way }) => `${stored.version} ${way}`);
  const rows = [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .flatMap(([, group]) => {
      const [first] = group;
      const alone = loads.filter(({ stored, way }) => stored.chain === TINY && way === first?.way);
      return first ? [toRow(first, group, median(alone, toReleasedMb))] : [];
    });
  return [HEAD, HEAD.map((_, index) => (index < 2 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function toRow({ stored, way }: Load, group: readonly Load[], aloneMb: number): string[] {
  const grown = (pick: (load: Load) => number): number => median(group, pick);
  const peak = grown(({ before, loaded }) => loaded.peak - before.now);
  return [
    stored.chain.name,
    way,
    grown(({ loadMs }) => loadMs).toFixed(0),
    grown(({ createMs }) => createMs).toFixed(0),
    (peak / MIB).toFixed(1),
    (peak / stored.bytes).toFixed(2),
    (grown(({ before, loaded }) => loaded.anonymous - before.anonymous) / MIB).toFixed(1),
    (grown(({ before, loaded }) => loaded.ofFiles - before.ofFiles) / MIB).toFixed(1),
    (grown(toReleasedMb) - aloneMb).toFixed(1),
  ];
}

function toReleasedMb({ released }: Load): number {
  return released.now / MIB;
}

function median(loads: readonly Load[], pick: (load: Load) => number): number {
  return percentile(loads.map(pick).filter(Number.isFinite), 0.5);
}
