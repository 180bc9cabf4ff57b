import { LIMITS } from '../../contract/limits.ts';
import { MaasError } from '../errors.ts';
import type { CopiesRecord, StepRecord } from './rollout.ts';

/** The course by which traffic moves. */
export type Strategy =
  | {
      readonly canary: {
        readonly percent: number | readonly number[];
        readonly bakeMinutes: number;
      };
    }
  | { readonly linear: { readonly stepPercent: number; readonly bakeMinutes: number } }
  | { readonly allAtOnce: { readonly bakeMinutes: number } };

/** A step before all others, in which the candidate gets copies of calls and answers nobody. */
export interface ShadowStep extends CopiesRecord {
  readonly bakeMinutes: number;
}

/** The steps of a roll-out. After the last one, the candidate has all the traffic for good. */
export function toSteps(strategy: Strategy, shadow?: ShadowStep): StepRecord[] {
  const steps = toTrafficSteps(strategy);
  if (!shadow) return steps;
  const { bakeMinutes, ...copies } = shadow;
  return [{ percent: 0, bakeMinutes, shadow: copies }, ...steps];
}

function toTrafficSteps(strategy: Strategy): StepRecord[] {
  if ('allAtOnce' in strategy) {
    return [{ percent: 100, bakeMinutes: strategy.allAtOnce.bakeMinutes }];
  }
  if ('linear' in strategy) {
    const { stepPercent, bakeMinutes } = strategy.linear;
    const count = Math.ceil(100 / stepPercent) - 1;
    requireSteps(count);
    return Array.from({ length: count }, (_, index) => ({
      percent: stepPercent * (index + 1),
      bakeMinutes,
    }));
  }
  const { percent, bakeMinutes } = strategy.canary;
  const percents = typeof percent === 'number' ? [percent] : percent;
  requireSteps(percents.length);
  if (percents.some((value, index) => value <= (percents[index - 1] ?? 0))) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The percents of a canary have to grow; given were ${percents.join(', ')}.`,
    );
  }
  return percents.map((value) => ({ percent: value, bakeMinutes }));
}

function requireSteps(count: number): void {
  if (count >= 1 && count <= LIMITS.rolloutSteps) return;
  throw new MaasError(
    'INVALID_REQUEST',
    `A roll-out has 1 to ${LIMITS.rolloutSteps} steps; this one would have ${count}.`,
  );
}
