import type { Command } from 'commander';
import { parsePositive } from '../arguments.ts';
import type { MaasClient, Metrics } from '../../client/index.ts';
import { CliError } from '../errors.ts';
import { drawSparkline } from '../output/sparkline.ts';
import type { Output } from '../output/output.ts';
import { run } from '../run.ts';

interface MetricsFlags {
  readonly period: string;
  readonly watch?: number | true;
}

/** Each bar of a sparkline is a question of its own. */
const BARS = 12;
const WATCH_SECONDS = 5;
const CLEAR = '\x1b[H\x1b[2J';

export function addMetrics(program: Command): void {
  program
    .command('metrics')
    .description('calls, times and errors of a model and its versions, and how they went')
    .argument('<model>')
    .option('--period <duration>', 'how far back: seconds, or as PT1H', 'PT1H')
    .option('--watch [seconds]', 'again and again, until Ctrl-C', parsePositive)
    .action(
      run(async ({ connect, output, about }, model: string, { period, watch }: MetricsFlags) => {
        about({ model });
        const { client } = await connect();
        for (;;) {
          const metrics = await client.metrics(model, { period });
          const bars = output.isJson ? [] : await loadBars(client, metrics);
          if (watch !== undefined && output.isTerminal) await output.write(CLEAR);
          output.answer(metrics, () => {
            show(output, metrics, bars);
          });
          if (watch === undefined) return;
          const seconds = watch === true ? WATCH_SECONDS : watch;
          await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
        }
      }),
    );
}

/** The same period in equal parts. */
async function loadBars(client: MaasClient, { model, from, to }: Metrics): Promise<Metrics[]> {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const step = (end - start) / BARS;
  if (!(step >= 1000)) {
    throw new CliError('usage', `A period of ${end - start} ms is too short to be shown.`, {
      fix: `serverless-maas metrics ${model} --period PT1M`,
    });
  }
  const at = (index: number): string => new Date(start + Math.round(index * step)).toISOString();
  return Promise.all(
    Array.from({ length: BARS }, (_, index) =>
      client.metrics(model, { from: at(index), to: at(index + 1) }),
    ),
  );
}

function show(output: Output, metrics: Metrics, bars: readonly Metrics[]): void {
  const { predictions, latencyMs, errors, clientErrors, coldStarts, versions } = metrics;
  output.note(`${metrics.model}, ${metrics.from} to ${metrics.to}`, 'dim');
  const rows: [string, string | number, string][] = [
    ['predictions', predictions, draw(bars, (bar) => bar.predictions)],
    ['p50 ms', round(latencyMs.p50), draw(bars, (bar) => bar.latencyMs.p50)],
    ['p95 ms', round(latencyMs.p95), draw(bars, (bar) => bar.latencyMs.p95)],
    ['p99 ms', round(latencyMs.p99), draw(bars, (bar) => bar.latencyMs.p99)],
    ['errors', formatErrors(errors), draw(bars, (bar) => bar.errors.total)],
    ["callers' errors", formatErrors(clientErrors), draw(bars, (bar) => bar.clientErrors.total)],
    ['cold starts', coldStarts, draw(bars, (bar) => bar.coldStarts)],
  ];
  output.table(['metric', 'value', 'course'], rows);
  if (versions.length === 0) return;
  output.line();
  output.table(
    ['version', 'predictions', 'p50 ms', 'p99 ms', 'errors', "callers' errors", 'cold starts'],
    versions.map((version) => [
      version.version,
      version.predictions,
      round(version.latencyMs.p50),
      round(version.latencyMs.p99),
      version.errors,
      version.clientErrors,
      version.coldStarts,
    ]),
  );
}

function draw(bars: readonly Metrics[], read: (bar: Metrics) => number | null): string {
  return drawSparkline(bars.map(read));
}

function round(value: number | null): number | string {
  return value === null ? '–' : Number(value.toPrecision(3));
}

function formatErrors({ total, byType }: Metrics['errors']): string | number {
  const types = Object.entries(byType).map(([type, count]) => `${type} ${count}`);
  return types.length > 0 ? `${total} (${types.join(', ')})` : total;
}
