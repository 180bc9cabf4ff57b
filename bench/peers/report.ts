import { readFileSync } from 'node:fs';
import path from 'node:path';
import { percentile } from '../warm/load.ts';
import type { Called } from './load-process.ts';

export const CLIENTS = [1, 4, 16] as const;
type Clients = (typeof CLIENTS)[number];

/** The figures of one block of calls. */
export interface Figures {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

/** One server on one question, with so many clients: a block of each round. */
export interface Measured {
  readonly question: string;
  readonly clients: Clients;
  readonly blocks: ReadonlyMap<string, readonly Figures[]>;
}

export interface Start {
  readonly model: string;
  readonly server: string;
  readonly firstMs: number;
  readonly memoryMb: number;
}

/** The name of the floor: no server, so that nobody is compared with it. */
export const FLOOR = 'floor: bare run, 1 thread';

export function toFigures({ times, tookMs }: Called): Figures {
  return {
    rate: times.length / (tookMs / 1000),
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function format(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function toTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...rest] = rows;
  const lines = [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rest];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A table for each question: calls a second, p50 and p99, medians of the rounds. */
export function formatQuestion(question: string, measured: readonly Measured[]): string {
  const own = measured.filter((each) => each.question === question);
  const servers = [...(own[0]?.blocks.keys() ?? [])];
  const rows = servers.map((server) => [
    server,
    ...own.map(({ blocks }) => {
      const list = blocks.get(server) ?? [];
      if (list.length === 0) return '';
      const [rate = 0, p50 = 0, p99 = 0] = (['rate', 'p50', 'p99'] as const).map((figure) =>
        median(list.map((block) => block[figure])),
      );
      return `${format(rate)} (${format(p50)} / ${format(p99)})`;
    }),
  ]);
  const counts = own.map(({ clients }) => (clients === 1 ? '1 client' : `${clients} clients`));
  return toTable([[`${question}: calls/s (p50 / p99, ms)`, ...counts], ...rows]);
}

export function formatStarts(starts: readonly Start[]): string {
  const models = [...new Set(starts.map(({ model }) => model))];
  const servers = [...new Set(starts.map(({ server }) => server))];
  const rows = servers.map((server) => [
    server,
    ...models.map((model) => {
      const start = starts.find((each) => each.model === model && each.server === server);
      return start ? `${start.firstMs.toFixed(0)} / ${start.memoryMb.toFixed(0)}` : '';
    }),
  ]);
  return toTable([['first answer, ms / memory after load, MB', ...models], ...rows]);
}

/**
 * Where `ours` stands: the best of the peers in each row, and the median over the rounds of the
 * ratio to it of the same round.
 */
export function formatStanding(ours: string, measured: readonly Measured[]): string {
  const rows = measured.map(({ question, clients, blocks }) => [
    question,
    String(clients),
    ...standing(ours, blocks, 'rate'),
    ...standing(ours, blocks, 'p99'),
  ]);
  return toTable([
    ['row', 'clients', 'calls/s ÷ best peer', 'best peer', 'p99 ÷ best peer', 'best peer'],
    ...rows,
  ]);
}

function standing(
  ours: string,
  blocks: Measured['blocks'],
  figure: 'rate' | 'p99',
): readonly [ratio: string, peer: string] {
  const peers = [...blocks.keys()].filter((name) => !name.startsWith('ours') && name !== FLOOR);
  const better = figure === 'rate' ? -1 : 1;
  const typical = (name: string): number =>
    median((blocks.get(name) ?? []).map((block) => block[figure]));
  const [best = ''] = peers.sort((a, b) => better * (typical(a) - typical(b)));
  const ratios = (blocks.get(ours) ?? []).flatMap((own, round) => {
    const other = blocks.get(best)?.[round];
    return other ? [own[figure] / other[figure]] : [];
  });
  return [median(ratios).toFixed(2), best];
}

/** Why rows are behind, as profiles show it: written by people, beside this file. */
export function readExplanations(): string {
  return readFileSync(path.join(import.meta.dirname, 'explanations.md'), 'utf8').trimEnd();
}
