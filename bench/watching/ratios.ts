import { percentile } from '../warm/load.ts';
import { SUBJECT_NAMES, type SubjectName } from './subject.ts';

/** Milliseconds of each subject. */
export type Round = ReadonlyMap<SubjectName, number>;

/** Medians, and of each round's ratio to each of the first two the median and the middle half. */
export function formatRatios(title: string, rounds: readonly Round[]): string {
  const bases = SUBJECT_NAMES.slice(0, 2);
  const rows = SUBJECT_NAMES.map((name) => {
    const times = rounds.map((round) => round.get(name) ?? NaN);
    const ratios = bases.map((base) => {
      const list = rounds.map((round) => (round.get(name) ?? NaN) / (round.get(base) ?? NaN));
      const [low, middle, high] = [0.25, 0.5, 0.75].map((share) =>
        percentile(list, share).toFixed(3),
      );
      return `${middle} (${low} – ${high})`;
    });
    return [name, percentile(times, 0.5).toFixed(3), ...ratios];
  });
  const head = [title, 'ms', ...bases.map((base) => `÷ ${base}`)];
  return [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
