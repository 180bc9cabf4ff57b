import { describeMachine } from '../describe-machine.ts';
import type { Start } from './start-function.ts';

export interface Measured {
  readonly model: string;
  readonly share: string;
  /** By subject. */
  readonly rounds: ReadonlyMap<string, Start>[];
}

/** Written by hand with the model in the image: what a start is compared with. */
const BY_HAND = 'Node by hand';
/** The same with the model in S3, by AWS's SDK. */
const NAIVE = 'naive';

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** The median over the rounds of a figure's ratio to the same round's figure of another subject. */
export function findRatio(
  { rounds }: Measured,
  subject: string,
  figure: (start: Start) => number,
  other = BY_HAND,
): number {
  const [first] = rounds;
  const base = [...(first?.keys() ?? [])].find((name) => name.startsWith(other)) ?? '';
  return median(
    rounds.map((starts) => {
      const [own, its] = [starts.get(subject), starts.get(base)];
      return own && its ? figure(own) / figure(its) : NaN;
    }),
  );
}

export function formatTable(measured: Measured): string {
  const { model, share, rounds } = measured;
  const subjects = [...(rounds[0]?.keys() ?? [])];
  const rows = subjects.map((subject) => {
    const of = (figure: (start: Start) => number): number =>
      median(rounds.flatMap((starts) => starts.get(subject) ?? []).map(figure));
    const toCell = (value: number, digits: number): string =>
      Number.isNaN(value) ? '' : value.toFixed(digits);
    const firstMs = (start: Start): number => start.firstMs;
    const warmMs = ({ warmMs: ms = NaN }: Start): number => ms;
    return [
      subject,
      findRatio(measured, subject, firstMs).toFixed(2),
      findRatio(measured, subject, firstMs, NAIVE).toFixed(2),
      findRatio(measured, subject, ({ cpuMs }) => cpuMs).toFixed(2),
      of(firstMs).toFixed(0),
      of(({ cpuMs }) => cpuMs).toFixed(0),
      of(({ residentMb }) => residentMb).toFixed(0),
      toCell(
        of(({ secondMs = NaN }) => secondMs),
        1,
      ),
      toCell(of(warmMs), 2),
      toCell(findRatio(measured, subject, warmMs), 2),
    ];
  });
  const head = [
    `${model}, ${share}`,
    'first answer ÷ by hand',
    '÷ naive',
    'processor time ÷ by hand',
    'first answer, ms',
    'processor time, ms',
    'memory after, MB',
    'second answer, ms',
    'warm, ms',
    'warm ÷ by hand',
  ];
  const lines = [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The machine, and how functions ran on it. */
export function describeRun(rounds: number): string {
  return (
    `${describeMachine(rounds)} ` +
    "The ratios are medians of each round's own. The function runs under the official runtime " +
    'client, its model comes from an S3 server on the same machine, and V8 reads what was compiled before.'
  );
}
