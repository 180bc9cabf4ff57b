import type { Command } from 'commander';
import type { Access, MaasClient } from '../../client/index.ts';
import { parseCount } from '../arguments.ts';
import { CliError } from '../errors.ts';
import type { Output } from '../output/output.ts';
import { run } from '../run.ts';

interface AccessFlags {
  readonly allow?: string;
  readonly perDay?: number;
  readonly deny?: string;
  readonly everybody?: boolean;
}

/** The callers and their calls a day, as they are sent. */
type Callers = Record<string, { perDay?: number }>;

const PATH = '/models/{model}/access';

export function addAccess(program: Command): void {
  program
    .command('access')
    .description('show who may call a model, or change it')
    .argument('<model>')
    .option('--allow <caller>', "let this one in: key:<id>, sub:<subject>, an ARN, or '*'")
    .option('--per-day <n>', 'so many calls a day, of the one that is let in', parseCount)
    .option('--deny <caller>', 'let this one in no more')
    .option('--everybody', 'let in whoever the API lets in')
    .action(
      run(async ({ connect, output, about }, model: string, flags: AccessFlags) => {
        about({ model });
        check(model, flags);
        const { client } = await connect();
        show(output, await change(client, model, flags));
      }),
    );
}

function check(model: string, { allow, perDay, deny, everybody }: AccessFlags): void {
  const changes = [allow, deny, everybody].filter((flag) => flag !== undefined);
  if (changes.length < 2 && (perDay === undefined || allow !== undefined)) return;
  throw new CliError('usage', '--allow, --deny and --everybody go one at a time.', {
    fix: `serverless-maas access ${model} --allow key:abc123 --per-day 1000`,
  });
}

/** @returns what is said then */
async function change(
  client: MaasClient,
  model: string,
  { allow, perDay, deny, everybody }: AccessFlags,
): Promise<Access> {
  const path = { model };
  let etag = '';
  const onHeaders = (headers: Headers): void => {
    etag = headers.get('etag') ?? '';
  };
  if (everybody === true) await client.call('DELETE', PATH, { path });
  const access = await client.call('GET', PATH, { path }, { onHeaders });
  const caller = allow ?? deny;
  if (caller === undefined) return access;
  const callers: Callers = Object.fromEntries(
    Object.entries(access.callers)
      .filter(([name]) => name !== caller)
      .map(([name, right]) => [name, toRight(right.perDay)]),
  );
  if (allow !== undefined) callers[allow] = toRight(perDay);
  else if (!Object.hasOwn(access.callers, caller)) {
    throw new CliError('notFound', `'${model}' names no caller '${caller}'.`, {
      fix: `serverless-maas access ${model}`,
    });
  }
  // A change that came in between is not written over: that is a 412.
  return client.call('PUT', PATH, { path, headers: { 'if-match': etag }, body: { callers } });
}

function toRight(perDay: number | undefined): { perDay?: number } {
  return perDay === undefined ? {} : { perDay };
}

function show(output: Output, access: Access): void {
  output.answer(access, () => {
    if (!access.restricted) {
      output.line(`${access.model}: whoever the API lets in may call it`);
      return;
    }
    output.table(
      ['caller', 'per day', 'used today'],
      Object.entries(access.callers).map(([caller, { perDay, usedToday, spent }]) => [
        caller,
        perDay ?? 'any',
        perDay === undefined ? '' : `${usedToday ?? 0}${spent === true ? ', all' : ''}`,
      ]),
    );
  });
}
