/**
 * Writes the table of docs/metrics.md, and what a model's metrics cost in docs/deploy.md, from
 * `contract/metrics.ts`: `node scripts/launch.mjs scripts/document-metrics.ts`. A test tells when they are out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { countMetrics } from '../layers/maas/contract/count-metrics.ts';
import {
  listDimensionSets,
  METRIC_DETAILS,
  METRICS,
  type MetricDetail,
  type MetricSpec,
} from '../layers/maas/contract/metrics.ts';
import { PRICES } from '../layers/maas/contract/prices.ts';

const root = path.resolve(import.meta.dirname, '..');
const DECLARATIONS = path.join(root, 'layers/maas/contract/metrics.ts');
export const TABLE_PAGE = path.join(root, 'docs/metrics.md');
export const COST_PAGE = path.join(root, 'docs/deploy.md');

const [BEGIN, END] = [
  '<!-- metrics: node scripts/launch.mjs scripts/document-metrics.ts -->\n',
  '<!-- end of metrics -->',
];
const HOW_TO_SAVE = '#what-a-model-costs-a-month-and-how-to-make-it-cheaper';
const specs = Object.entries<MetricSpec>(METRICS);

/**
 * @returns the page with a row for each metric, the comment of whose entry says what it is, with what
 *   each detail adds, and with how many there are at each
 */
export function documentMetrics(page: string): string {
  const declarations = readFileSync(DECLARATIONS, 'utf8');
  const rows = specs.map(([name, spec]) => {
    const title = `\`${name}\`${spec.isOccasional ? ', occasional' : ''}`;
    const cells = [title, spec.unit, ...listSets(spec), readComment(declarations, name)];
    return `| ${cells.join(' | ')} |`;
  });
  const table =
    '\n| name | unit | by, from `low` on | by, from `standard` on | by, at `high` | what it says |\n' +
    `|---|---|---|---|---|---|\n${rows.join('\n')}\n\n`;
  return METRIC_DETAILS.reduce(documentDetail, replaceBetween(page, BEGIN + table));
}

/** @returns for each detail but 'off' the sets of dimensions that it adds */
function listSets(spec: MetricSpec): string[] {
  return METRIC_DETAILS.slice(1).map((detail, index) => {
    const before = listDimensionSets(spec, METRIC_DETAILS[index] ?? 'off');
    const added = listDimensionSets(spec, detail).filter((set) => !before.includes(set));
    return added.map((set) => set.join(' + ') || 'all').join(', ');
  });
}

/** @returns the page with how many metrics there are at a detail, and what a version's cost */
function documentDetail(page: string, detail: MetricDetail): string {
  const { fleet, model, version } = countMetrics(detail);
  const cells = [detail, fleet, model, version, toDollars(model + version)];
  return page.replace(new RegExp(`^\\| ${detail} \\|.*$`, 'm'), `| ${cells.join(' | ')} |`);
}

function toDollars(metrics: number): string {
  return (metrics * PRICES.metricPerMonth).toFixed(2);
}

/** @returns the page with the number of metrics as they are, and what CloudWatch takes for them */
export function documentCost(page: string): string {
  const { fleet, model, version } = countMetrics('standard');
  const all = fleet + model + version;
  const low = countMetrics('low');
  return replaceBetween(
    page,
    `${BEGIN}The first model with one version has ${all} (${fleet} for all models together, ` +
      `${model} for the model, ${version} for the version): up to **${toDollars(all)} a month** when ` +
      `it is called every hour.\nA further model is ${toDollars(model + version)}, a further version ` +
      `that is called ${toDollars(version)}; each kind of error two more metrics.\n` +
      `\`metricDetail: 'low'\` makes ${toDollars(low.model + low.version)} of the ` +
      `${toDollars(model + version)}: [metrics](metrics.md${HOW_TO_SAVE}).\n`,
  );
}

/** @throws Error where the entry has no comment */
function readComment(declarations: string, name: string): string {
  const [, comment] =
    new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*${name}: `).exec(declarations) ?? [];
  if (comment === undefined) {
    throw new Error(`The metric ${name} has no comment that says what it is.`);
  }
  return comment.replaceAll(/\n?[ \t]*\* ?/g, ' ').trim();
}

/** @throws Error where the page has no such place */
function replaceBetween(page: string, text: string): string {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) {
    throw new Error(`The page must have the lines '${BEGIN.trim()}' and '${END}'.`);
  }
  return page.slice(0, before) + text + page.slice(after);
}

if (import.meta.main) {
  for (const [page, document] of [
    [TABLE_PAGE, documentMetrics],
    [COST_PAGE, documentCost],
  ] as const) {
    writeFileSync(page, document(readFileSync(page, 'utf8')));
  }
}
