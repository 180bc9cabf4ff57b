import type { Opened } from '../../layers/maas/core/ingest/compare-openings.ts';
import { percentile } from '../warm/load.ts';

/** A form of the model: as its exporter wrote it, as ingest prepared it, as predict opens it. */
type Form = 'raw' | 'plain' | 'served';
/** Absent where a form cannot be opened or run. */
export type Round = Partial<Record<Form, Opened>>;

export interface Measured {
  readonly name: string;
  readonly bytes: number;
  readonly how: string;
  readonly rounds: readonly Round[];
}

const HEAD = [
  'model',
  'KB',
  'served',
  'raw create, ms',
  'prepared ÷ raw',
  'served ÷ raw',
  'first answer ÷ raw',
  'later runs ÷ raw',
  'bits',
];
const KIB = 1024;

/** The ratios are medians of each round's own. */
export function formatOpenings(measured: readonly Measured[]): string {
  const rows = measured.map(({ name, bytes, how, rounds }) => {
    const creates = rounds.flatMap(({ raw }) => (raw ? [raw.createMs] : []));
    return [
      name,
      (bytes / KIB).toFixed(0),
      how,
      creates.length === 0 ? '—' : percentile(creates, 0.5).toFixed(2),
      divide(rounds, 'plain', ({ createMs }) => createMs),
      divide(rounds, 'served', ({ createMs }) => createMs),
      divide(rounds, 'served', ({ createMs, firstRunMs = NaN }) => createMs + firstRunMs),
      divide(rounds, 'served', ({ runMs = NaN }) => runMs),
      compareBits(rounds),
    ];
  });
  return [HEAD, HEAD.map((_, index) => (index % 2 === 0 && index < 3 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function divide(rounds: readonly Round[], form: Form, toMs: (opened: Opened) => number): string {
  const ratios = rounds.flatMap(({ raw, [form]: other }) => {
    const ratio = raw && other ? toMs(other) / toMs(raw) : NaN;
    return Number.isFinite(ratio) ? [ratio] : [];
  });
  return ratios.length === 0 ? '—' : percentile(ratios, 0.5).toFixed(2);
}

/** A model that cannot be answered raw, as a ZipMap, is compared with the one ingest prepared. */
function compareBits(rounds: readonly Round[]): string {
  const pairs = rounds.flatMap(({ raw, plain, served }) => {
    const expected = raw?.answer ?? plain?.answer;
    return expected && served?.answer ? [[expected, served.answer] as const] : [];
  });
  if (pairs.length === 0) return '—';
  return pairs.every(([a, b]) => Buffer.compare(a, b) === 0) ? 'same' : '**other**';
}
