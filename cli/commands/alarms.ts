import type { Command } from 'commander';
import { MaasError, type MaasClient } from '../../client/index.ts';
import { CliError } from '../errors.ts';
import type { Cell } from '../output/table.ts';
import { run } from '../run.ts';

type Alarm = Readonly<Record<string, unknown>>;

/** No route of the API: one machine serves it beside, and AWS has CloudWatch. */
const PATH = '/alarms';
const COLUMNS = ['state', 'alarm', 'model', 'version', 'since', 'values', 'limit'];

export function addAlarms(program: Command): void {
  program
    .command('alarms')
    .description('list the alarms of a service on this machine and their states')
    .action(
      run(async ({ connect, output }) => {
        const { client, region, url } = await connect();
        if (region !== undefined) throw createAwsError(url, region);
        const alarms = await loadAlarms(client, url);
        output.answer(alarms, () => {
          output.table(
            COLUMNS,
            alarms.map((alarm) => COLUMNS.map((name) => toCell(alarm[name]))),
          );
        });
      }),
    );
}

function createAwsError(url: string, region: string): CliError {
  return new CliError('usage', `The alarms of ${url} are CloudWatch's.`, {
    fix: `aws cloudwatch describe-alarms --region ${region} --alarm-types MetricAlarm CompositeAlarm`,
  });
}

async function loadAlarms(client: MaasClient, url: string): Promise<Alarm[]> {
  try {
    const answer = (await client.call('GET', PATH as '/v2')) as unknown as { alarms: Alarm[] };
    return answer.alarms;
  } catch (error) {
    if (!(error instanceof MaasError && [403, 404].includes(error.status))) throw error;
    throw new CliError('notFound', `${url} has no ${PATH}: on AWS the alarms are CloudWatch's.`, {
      fix: 'aws cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm',
      cause: error,
    });
  }
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : (value as Cell);
}
