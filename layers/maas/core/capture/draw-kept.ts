import type { CalledAlias, Kept } from '../monitoring/observe-prediction.ts';
import type { ShadowSender } from '../ports/shadow-sender.ts';
import type { ModelSettings } from '../registry/records.ts';
import type { CaptureDeps } from './capture-prediction.ts';
import { resolveCapture } from './capture-settings.ts';

const PERCENT = 100;

type DrawKeptDeps = Pick<CaptureDeps, 'captures' | 'captureDefaults'> & {
  /** undefined where no shadow runs. */
  readonly shadows: ShadowSender | undefined;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
};

/**
 * Decides, when a prediction begins, what of it is kept: what nobody will read is not held in
 * memory while the answer is made. Captures and copies for a shadow are drawn by chance.
 */
export function drawKept(
  { captures, captureDefaults, shadows, random }: DrawKeptDeps,
  settings: ModelSettings | undefined,
  alias: CalledAlias | undefined,
): Kept {
  const draw = (percent: number): boolean => random() * PERCENT < percent;
  return {
    exchange:
      captures !== undefined && draw(resolveCapture(captureDefaults, settings?.capture).percent),
    runs: captures !== undefined,
    answer: shadows !== undefined && draw(alias?.shadow?.percent ?? 0),
  };
}
