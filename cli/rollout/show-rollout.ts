import type { Rollout } from '../../client/index.ts';
import type { Output, Style } from '../output/output.ts';
import type { Cell } from '../output/table.ts';

const STYLES: Readonly<Record<Rollout['state'], Style>> = {
  BAKING: 'cyan',
  PAUSED: 'yellow',
  FROZEN: 'yellow',
  PROMOTED: 'green',
  ROLLED_BACK: 'red',
  ABORTED: 'red',
};

export function isOpen({ state }: Rollout): boolean {
  return state === 'BAKING' || state === 'PAUSED' || state === 'FROZEN';
}

/** Its state, its steps, and what its guards say of the step that it is at. */
export function showRollout(output: Output, rollout: Rollout): void {
  const { id, state, reason, baseline, candidate, percent } = rollout;
  output.line(
    `${output.paint(STYLES[state], state)} ${id}: version ${candidate} over ${baseline}, ` +
      `${percent} % of the traffic`,
  );
  output.line(reason);
  output.line();
  output.table(
    ['step', 'percent', 'minutes', 'state', 'requests'],
    rollout.steps.map((step, index) => [
      index + 1,
      step.shadow ? `copies of ${step.shadow.percent}` : step.percent,
      step.bakeMinutes,
      step.state,
      step.requests ?? '',
    ]),
  );
  const verdicts = listVerdicts(rollout);
  if (verdicts.length === 0) return;
  output.line();
  output.table(['guard', 'verdict', 'n', '%', '95 %', 'baseline %', 'why'], verdicts);
}

/** Lists the verdicts of the step that it is at, or was at last. */
function listVerdicts({ steps }: Rollout): Cell[][] {
  const last = steps.findLast(({ verdicts }) => verdicts !== undefined);
  return (last?.verdicts ?? []).map(({ guard, verdict, n, estimate, ...rest }) => [
    guard,
    rest.dryRun ? `${verdict} (dry run)` : verdict,
    n,
    toPercent(estimate),
    rest.interval.map(toPercent).join(' to '),
    rest.baselineEstimate === null ? '–' : toPercent(rest.baselineEstimate),
    rest.why,
  ]);
}

function toPercent(share: number): string {
  return String(Number((100 * share).toPrecision(3)));
}
