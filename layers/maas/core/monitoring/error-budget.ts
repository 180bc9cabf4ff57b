import { SLOW_PERCENT, type ServiceLimit } from '../../contract/alarm-limits.ts';
import type { MetricEvent } from '../ports/metrics.ts';
import type { ModelSettings } from '../registry/records.ts';

/** The service's limits, for versions whose model sets none of its own. */
export type ErrorBudget = Readonly<Record<ServiceLimit, number>>;

/**
 * Takes from the budgets of its version what one prediction costs, or gives back to them. Summed
 * up, that is how many predictions failed, or were slow, beyond those that may: a number that few
 * predictions cannot raise, and the one rate with its number of samples that CloudWatch can group
 * by version.
 * @param own a model with limits of its own has alarms of its own, which these leave to it
 */
export function spendBudget(
  { hasFailed, latencyMs }: { readonly hasFailed: boolean; readonly latencyMs?: number },
  budget: ErrorBudget,
  own: ModelSettings = {},
): MetricEvent['values'] {
  return {
    ...(own.errorRatePercent === undefined
      ? { ErrorsOverBudget: spend(hasFailed, budget.errorRatePercent) }
      : {}),
    ...(own.latencyP99Ms === undefined && latencyMs !== undefined
      ? { SlowOverBudget: spend(latencyMs > budget.latencyP99Ms, SLOW_PERCENT) }
      : {}),
  };
}

function spend(isOver: boolean, allowedPercent: number): number {
  return (isOver ? 1 : 0) - allowedPercent / 100;
}
