import type { Command } from 'commander';
import type { PromoteOptions, Version } from '../../client/index.ts';
import { parsePercent, parseVersion } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { run, type Context } from '../run.ts';

interface AliasFlags {
  readonly alias: string;
  readonly force?: boolean;
}

interface PromoteFlags extends AliasFlags {
  readonly shadow?: number;
  readonly shadowPercent: number;
}

const ALL_PERCENT = 100;

export function addPromotion(program: Command): void {
  program
    .command('promote')
    .description('point an alias at a version')
    .argument('<model>')
    .argument('<version>', 'its number', parseVersion)
    .option('--alias <name>', 'which alias', 'live')
    .option('--force', 'also where a roll-out took the version back')
    .option('--shadow <version>', 'gets copies of the calls, and answers nobody', parseVersion)
    .option('--shadow-percent <percent>', 'of the calls are copied', parsePercent, ALL_PERCENT)
    .action(
      run(async (context, model: string, version: number, flags: PromoteFlags) => {
        context.about({ model });
        const { shadow: copied, shadowPercent: percent } = flags;
        await move(context, model, version, {
          alias: flags.alias,
          force: flags.force,
          shadow: copied === undefined ? undefined : { version: copied, percent },
        });
      }),
    );
  program
    .command('rollback')
    .description('point an alias at the READY version before the one it points at')
    .argument('<model>')
    .option('--alias <name>', 'which alias', 'live')
    .option('--to <version>', 'at this version instead', parseVersion)
    .action(
      run(async (context, model: string, { alias, to }: AliasFlags & { to?: number }) => {
        context.about({ model });
        const version = to ?? (await findBefore(context, model, alias));
        // Somebody who goes back knows where to.
        await move(context, model, version, { alias, force: true });
      }),
    );
}

type MoveOptions = AliasFlags & Pick<PromoteOptions, 'shadow'>;

async function move(
  { connect, output }: Context,
  model: string,
  version: number,
  { alias, force, shadow }: MoveOptions,
): Promise<void> {
  const { client } = await connect();
  const before = (await client.model(model)).aliases[alias]?.routes.map((route) => route.version);
  const answer = await client.promote(model, version, {
    alias,
    force,
    shadow,
  });
  output.answer(answer, () => {
    const from = before && before.join() !== String(version) ? `, before ${before.join(', ')}` : '';
    output.line(`${model} ${alias} → ${version}${from}`);
    if (shadow) output.line(`copies of ${shadow.percent} % of its calls → ${shadow.version}`);
    if (from) output.note(`back: serverless-maas promote ${model} ${before?.[0]} --alias ${alias}`);
  });
}

async function findBefore({ connect }: Context, model: string, alias: string): Promise<number> {
  const { client } = await connect();
  const current = (await client.model(model)).aliases[alias]?.routes.map(({ version }) => version);
  if (!current) {
    throw new CliError('notFound', `'${model}' has no alias '${alias}'.`, {
      fix: `serverless-maas versions ${model}`,
    });
  }
  const lowest = Math.min(...current);
  const isEarlier = ({ version, status }: Version): boolean =>
    status === 'READY' && version < lowest;
  for await (const version of client.versions(model)) {
    if (isEarlier(version)) return version.version;
  }
  throw new CliError('notFound', `'${model}' has no READY version before ${lowest}.`, {
    fix: `serverless-maas versions ${model}`,
  });
}
