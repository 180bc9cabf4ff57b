import { InvalidArgumentError, Option, type Command } from 'commander';
import type { RolloutOptions } from '../../client/index.ts';
import { parseCount, parsePercent, parsePositive } from '../arguments.ts';
import { CliError } from '../errors.ts';

/** The options of a roll-out's course, as they are typed. */
export interface CourseFlags {
  readonly canary?: readonly number[];
  readonly linear?: number;
  readonly allAtOnce?: boolean;
  readonly shadow?: number;
  readonly tolerance?: number;
  readonly bake: number;
  readonly guard?: RolloutOptions['guards'];
  readonly dryRun?: boolean;
  readonly slowMs?: number;
  readonly minRequests?: number;
  readonly longestBake?: number;
  readonly onBad?: 'rollback' | 'freeze';
}

const BAKE_MINUTES = 10;
const GUARDS = ['errorRate', 'latency', 'accuracy', 'drift', 'agreement'] as const;

export function addCourse(command: Command): Command {
  return command
    .option('--canary <percents>', 'steps of the traffic, as 10,50', parsePercents)
    .option('--linear <percent>', 'steps of this size', parsePositive)
    .option('--all-at-once', 'all of the traffic, watched')
    .option('--shadow <percent>', 'first of all, copies of so many calls', parsePercent)
    .option('--tolerance <number>', 'how far numbers of a shadow may be apart', parsePositive)
    .option('--bake <minutes>', 'how long a step is watched', parseCount, BAKE_MINUTES)
    .option(
      '--guard <name[=limit]>',
      `${GUARDS.join(', ')}; with a limit as 0.05; may be given again`,
      parseGuard,
    )
    .option('--dry-run', 'guards say what they would do, and do nothing')
    .option('--slow-ms <ms>', "above which an answer is slow (the baseline's p99)", parsePositive)
    .option('--min-requests <n>', 'of the candidate, to pass a step', parseCount)
    .option('--longest-bake <minutes>', 'of a step that has too few, which then pauses', parseCount)
    .addOption(
      new Option('--on-bad <what>', 'what is done with a bad one').choices(['rollback', 'freeze']),
    );
}

/** @returns undefined where no strategy is given @throws CliError where several are */
export function findCourse(flags: CourseFlags): RolloutOptions | undefined {
  const { canary, linear, allAtOnce, bake: bakeMinutes } = flags;
  const strategies: RolloutOptions['strategy'][] = [
    ...(canary ? [{ canary: { percent: [...canary], bakeMinutes } }] : []),
    ...(linear === undefined ? [] : [{ linear: { stepPercent: linear, bakeMinutes } }]),
    ...(allAtOnce ? [{ allAtOnce: { bakeMinutes } }] : []),
  ];
  const [strategy, other] = strategies;
  if (other || (flags.shadow !== undefined && !strategy)) {
    throw new CliError('usage', 'Give one of --canary, --linear and --all-at-once.');
  }
  return strategy && { strategy, ...toRest(flags) };
}

function toRest(flags: CourseFlags): Omit<RolloutOptions, 'strategy'> {
  const { slowMs, minRequests, longestBake: longestBakeMinutes, onBad } = flags;
  const shadow = toShadow(flags);
  const guards = flags.dryRun
    ? mapGuards({
        ...(shadow && { agreement: {} }),
        ...(flags.guard ?? { errorRate: {}, latency: {} }),
      })
    : flags.guard;
  const given = { shadow, guards, slowMs, minRequests, longestBakeMinutes, onBad };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** @throws CliError for a tolerance of nothing */
function toShadow({ shadow, tolerance, bake }: CourseFlags): RolloutOptions['shadow'] {
  if (shadow === undefined) {
    if (tolerance === undefined) return undefined;
    throw new CliError('usage', '--tolerance is of what a shadow answers; give --shadow, too.');
  }
  return { percent: shadow, bakeMinutes: bake, ...(tolerance !== undefined && { tolerance }) };
}

function mapGuards(guards: NonNullable<RolloutOptions['guards']>): RolloutOptions['guards'] {
  return Object.fromEntries(
    Object.entries(guards).map(([name, guard]) => [name, { ...guard, dryRun: true }]),
  );
}

function parsePercents(text: string): number[] {
  const percents = text.split(',').map(Number);
  if (percents.every((percent) => percent >= 1 && percent <= 99)) return percents;
  throw new InvalidArgumentError(`Percents from 1 to 99, as 10,50, are needed; got '${text}'.`);
}

function parseGuard(text: string, before: RolloutOptions['guards'] = {}): RolloutOptions['guards'] {
  const [name = '', limit] = text.split('=');
  const isLimit = limit === undefined || (Number(limit) > 0 && Number(limit) < 1);
  if ((GUARDS as readonly string[]).includes(name) && isLimit) {
    return { ...before, [name]: limit === undefined ? {} : { limit: Number(limit) } };
  }
  throw new InvalidArgumentError(
    `One of ${GUARDS.join(', ')} is needed, alone or with a limit as =0.05; got '${text}'.`,
  );
}
