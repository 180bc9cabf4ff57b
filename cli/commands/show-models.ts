import type { Command } from 'commander';
import { parseCount, parseVersion } from '../arguments.ts';
import type { MaasClient, Model, Version } from '../../client/index.ts';
import { formatBytes } from '../output/progress.ts';
import type { Output } from '../output/output.ts';
import { run } from '../run.ts';

/** Versions that are listed where nobody says how many. */
const LISTED = 20;

export function addModelCommands(program: Command): void {
  program
    .command('models')
    .description('list the models and what their aliases point at')
    .action(
      run(async ({ connect, output }) => {
        const { client } = await connect();
        const models = await collect(client.models());
        output.answer(models, () => {
          output.table(
            ['model', 'created', 'aliases'],
            models.map((model) => [model.model, model.createdAt, formatAliases(model)]),
          );
        });
      }),
    );
  program
    .command('versions')
    .description('list the versions of a model, the newest first')
    .argument('<model>')
    .option('--limit <n>', 'how many', parseCount, LISTED)
    .action(
      run(async ({ connect, output, about }, model: string, { limit }: { limit: number }) => {
        about({ model });
        const { client } = await connect();
        const versions = await collect(
          client.versions(model, { limit: Math.min(limit, 100) }),
          limit,
        );
        output.answer(versions, () => {
          showVersions(output, versions);
        });
      }),
    );
  program
    .command('show')
    .description('show a model, or one version of it: task, labels, signature, why it was rejected')
    .argument('<model>')
    .argument('[version]', 'a number (default: what live points at)', parseVersion)
    .action(
      run(async ({ connect, output, about }, model: string, number: number | undefined) => {
        about({ model });
        const { client } = await connect();
        const version = await findVersion(client, model, number);
        output.answer(version, () => {
          showVersion(output, version);
        });
      }),
    );
}

async function findVersion(
  client: MaasClient,
  model: string,
  number: number | undefined,
): Promise<Version> {
  if (number !== undefined) return client.version(model, number);
  const { aliases } = await client.model(model);
  const live = aliases.live?.routes[0]?.version;
  if (live !== undefined) return client.version(model, live);
  const [newest] = await collect(client.versions(model, { limit: 1 }), 1);
  return newest ?? client.version(model, 1);
}

async function collect<T>(items: AsyncIterable<T>, most = Infinity): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
    if (all.length >= most) break;
  }
  return all;
}

function formatAliases({ aliases }: Model): string {
  return Object.entries(aliases)
    .map(([name, { routes }]) => {
      const [only] = routes;
      if (routes.length === 1) return `${name} → ${only?.version}`;
      return `${name} → ${routes.map(({ version, weight }) => `${version} (${weight})`).join(', ')}`;
    })
    .join('; ');
}

function showVersions(output: Output, versions: readonly Version[]): void {
  output.table(
    ['version', 'status', 'task', 'aliases', 'size', 'created', 'reason'],
    versions.map((version) => [
      version.version,
      version.status,
      version.task,
      version.aliases.join(', '),
      formatBytes(version.bytes),
      version.createdAt,
      version.rejection?.message ?? version.description,
    ]),
  );
}

function showVersion(output: Output, version: Version): void {
  const { signature, labels, labelCount, validation, rejection, convertedFrom, notes } = version;
  const rows: [string, string | number | undefined][] = [
    ['model', version.model],
    ['version', version.version],
    ['status', version.status],
    ['reason', rejection && `${rejection.code}: ${rejection.message}`],
    ['aliases', version.aliases.join(', ')],
    ['task', version.task],
    ['description', version.description],
    ['labels', labels?.join(', ') ?? labelCount],
    ['parity', version.parity && formatParity(version.parity)],
    ['converted from', convertedFrom && `${convertedFrom.path} (${convertedFrom.objective})`],
    ...(signature?.inputs ?? []).map((tensor): [string, string] => ['input', formatTensor(tensor)]),
    ...(signature?.outputs ?? []).map((tensor): [string, string] => [
      'output',
      formatTensor(tensor),
    ]),
    ['files', version.files.map(({ path, bytes }) => `${path} (${formatBytes(bytes)})`).join(', ')],
    ['loads in', validation && `${Math.round(validation.loadMs)} ms`],
    ['samples passed', validation?.samplesPassed],
    ...[...(notes ?? []), ...(validation?.notes ?? [])].map((note): [string, string] => [
      'note',
      note,
    ]),
    ['created', version.createdAt],
  ];
  output.table(
    ['field', 'value'],
    rows.filter(([, value]) => value !== undefined && value !== ''),
  );
}

function formatParity(parity: NonNullable<Version['parity']>): string {
  const { framework, recipe, equal, rows, flipped, labels, tolerance, greatest } = parity;
  const what = flipped === undefined ? `${rows} rows` : `${flipped} of ${labels} labels flipped`;
  return (
    `${equal ? 'equal' : 'NOT EQUAL'}: ${what}; greatest difference ` +
    `${greatest?.toExponential(1) ?? 'no number'}, tolerance ${tolerance} (${framework}, ${recipe})`
  );
}

type Tensor = NonNullable<Version['signature']>['inputs'][number];

function formatTensor({ name, datatype, shape }: Tensor): string {
  return `${name}: ${datatype} [${shape.map((size) => (size === -1 ? '?' : size)).join(', ')}]`;
}
