import type { Command } from 'commander';
import type { MaasClient, Rollout } from '../../client/index.ts';
import { parsePositive, parseVersion } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { addCourse, findCourse, type CourseFlags } from '../rollout/course.ts';
import { isOpen, showRollout } from '../rollout/show-rollout.ts';
import { watchRollout } from '../rollout/watch-rollout.ts';
import { run, type Context } from '../run.ts';

interface AliasFlags {
  readonly alias: string;
}

interface StartFlags extends AliasFlags, CourseFlags {
  readonly force?: boolean;
  readonly watch?: boolean;
}

const WATCH_SECONDS = 5;
const DECISIONS = {
  promote: 'give the candidate all the traffic now',
  abort: 'give the baseline all the traffic again',
  continue: 'bake a paused step once more',
} as const;

export function addRollout(program: Command): void {
  const rollout = program
    .command('rollout')
    .description('move an alias to a version in steps that are watched');
  addStart(rollout);
  addWatch(rollout);
  addList(rollout);
  for (const [name, description] of Object.entries(DECISIONS)) {
    addDecision(rollout, name as keyof typeof DECISIONS, description);
  }
}

function addStart(rollout: Command): void {
  addCourse(
    rollout
      .command('start')
      .description('begin to move an alias to a version')
      .argument('<model>')
      .argument('<version>', 'its number', parseVersion)
      .option('--alias <name>', 'which alias', 'live'),
  )
    .option('--force', 'also for a version that was rolled back before')
    .option('--watch', 'until it has ended')
    .action(
      run(async (context, model: string, version: number, flags: StartFlags) => {
        const { alias, force } = flags;
        const { output } = context;
        context.about({ model });
        const course = findCourse(flags);
        if (!course) {
          throw new CliError('usage', 'The command does not say how the traffic moves.', {
            fix: `serverless-maas rollout start ${model} ${version} --canary 10,50 --bake 10`,
          });
        }
        const { client } = await context.connect();
        const forced = force === undefined ? {} : { force };
        const begun = await client.startRollout(model, version, { ...course, ...forced, alias });
        if (flags.watch === true) {
          await watch(context, client, model, alias, begun.id, WATCH_SECONDS);
          return;
        }
        output.answer(begun, () => {
          showRollout(output, begun);
          output.note(`next: serverless-maas rollout watch ${model} --alias ${alias}`);
        });
      }),
    );
}

function addWatch(rollout: Command): void {
  rollout
    .command('watch')
    .description('show a roll-out until it has ended or waits for a person')
    .argument('<model>')
    .argument('[id]', 'which one (the newest)')
    .option('--alias <name>', 'which alias', 'live')
    .option('--every <seconds>', 'how often it is asked for', parsePositive, WATCH_SECONDS)
    .action(
      run(
        async (
          context,
          model: string,
          id: string | undefined,
          { alias, every }: AliasFlags & { readonly every: number },
        ) => {
          context.about({ model });
          const { client } = await context.connect();
          const found = id ?? (await findNewest(client, model, alias)).id;
          await watch(context, client, model, alias, found, every);
        },
      ),
    );
}

function addList(rollout: Command): void {
  rollout
    .command('list')
    .description("an alias's roll-outs, the newest first")
    .argument('<model>')
    .option('--alias <name>', 'which alias', 'live')
    .action(
      run(async ({ connect, output, about }, model: string, { alias }: AliasFlags) => {
        about({ model });
        const { client } = await connect();
        const rollouts = await client.rollouts(model, { alias });
        output.answer({ rollouts }, () => {
          output.table(
            ['id', 'state', 'from', 'to', 'percent', 'began', 'reason'],
            rollouts.map((each) => [
              each.id,
              each.state,
              each.baseline,
              each.candidate,
              each.percent,
              each.startedAt,
              each.reason,
            ]),
          );
        });
      }),
    );
}

function addDecision(
  rollout: Command,
  decision: keyof typeof DECISIONS,
  description: string,
): void {
  rollout
    .command(decision)
    .description(description)
    .argument('<model>')
    .argument('[id]', 'which one (the one that is open)')
    .option('--alias <name>', 'which alias', 'live')
    .action(
      run(async (context, model: string, id: string | undefined, { alias }: AliasFlags) => {
        const { output } = context;
        context.about({ model });
        const { client } = await context.connect();
        const found = id ?? (await findNewest(client, model, alias)).id;
        const decided = await client.decideRollout(model, found, decision, { alias });
        output.answer(decided, () => {
          showRollout(output, decided);
        });
      }),
    );
}

async function findNewest(client: MaasClient, model: string, alias: string): Promise<Rollout> {
  const [newest] = await client.rollouts(model, { alias });
  if (newest) return newest;
  throw new CliError('notFound', `'${alias}' of '${model}' has had no roll-out.`, {
    fix: `serverless-maas rollout start ${model} VERSION --canary 10,50`,
  });
}

/** @throws CliError where the candidate does not have all the traffic in the end */
async function watch(
  { output }: Context,
  client: MaasClient,
  model: string,
  alias: string,
  id: string,
  seconds: number,
): Promise<void> {
  const rollout = await watchRollout(client, output, { model, alias, id }, seconds);
  if (rollout.state === 'PROMOTED') return;
  const { candidate, state, reason } = rollout;
  const command = state === 'PAUSED' ? 'continue' : 'promote';
  throw new CliError('notPromoted', `Version ${candidate} is ${state}: ${reason}`, {
    fix: isOpen(rollout)
      ? `serverless-maas rollout ${command} ${model} --alias ${alias}, or abort`
      : `serverless-maas metrics ${model}`,
  });
}
