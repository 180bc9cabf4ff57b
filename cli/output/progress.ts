import cliProgress from 'cli-progress';
import type { Output } from './output.ts';
import { formatDuration, TimeLeft } from './time-left.ts';

export interface Progress {
  update(done: number, total?: number): void;
  end(): void;
}

/** Lines where no bar can be drawn: one for each quarter. */
const STEPS = 4;

/**
 * A bar on stderr, or lines where nobody looks; nothing where JSON is asked for.
 * @param unit `bytes` are shown in their own way; else the plural, as `rows`
 */
export function startProgress(
  output: Output,
  label: string,
  total: number,
  unit: string,
): Progress {
  const show = unit === 'bytes' ? formatBytes : (value: number): string => `${value} ${unit}`;
  return output.hasBars
    ? drawBar(output, label, total, show)
    : writeLines(output, label, total, show);
}

function drawBar(
  output: Output,
  label: string,
  total: number,
  show: (value: number) => string,
): Progress {
  const timeLeft = new TimeLeft();
  let leftMs: number | undefined;
  const bar = new cliProgress.SingleBar(
    {
      stream: output.errorStream,
      format: (options, { progress, total: all }) => {
        const width = options.barsize ?? 30;
        const filled = Math.round(Math.min(1, progress) * width);
        const drawn = '█'.repeat(filled) + '░'.repeat(width - filled);
        const left = leftMs === undefined ? '' : `, ${formatDuration(leftMs)} left`;
        return `${label} ${drawn} ${Math.floor(progress * 100)} % of ${show(all)}${left}`;
      },
      barsize: 30,
      hideCursor: true,
      gracefulExit: true,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0);
  return {
    update: (done, all) => {
      if (all !== undefined) bar.setTotal(all);
      leftMs = timeLeft.estimate(done, bar.getTotal(), performance.now());
      bar.update(done);
    },
    end: () => {
      bar.stop();
    },
  };
}

function writeLines(
  output: Output,
  label: string,
  total: number,
  show: (value: number) => string,
): Progress {
  let all = total;
  let steps = 0;
  return {
    update: (done, changed) => {
      all = changed ?? all;
      const reached = Math.floor((done / Math.max(1, all)) * STEPS);
      if (reached > steps) output.note(`${label}: ${show(done)} of ${show(all)}`);
      steps = Math.max(steps, reached);
    },
    end: () => undefined,
  };
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal, as disks and networks are sold: `120 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 99.5 || unit === 0 ? Math.round(value) : Number(value.toPrecision(3))} ${UNITS[unit]}`;
}
