import { LIMITS } from '../../layers/maas/contract/limits.ts';

/** Limits that bound the size of a call, or its work. */
export const SCALED = [
  'jsonBytes',
  'tensorElements',
  'callRows',
  'textLength',
  'callCharacters',
  'callTokens',
  'callOutputElements',
  'callScores',
  'classScores',
  'callSpans',
  'callCandidateTokens',
  'answerRecords',
  'answerNumbers',
  'runOutputElements',
  'imagePixels',
  'callPixels',
] as const satisfies readonly (keyof typeof LIMITS)[];

/** The divisor of the limits: the search tries a hundred calls a task. */
export const DIVISOR = 512;

/**
 * Makes the service smaller, before the code that reads its limits is loaded: the search is the
 * same, and takes a part of the time.
 */
export function scaleLimits(): void {
  for (const name of SCALED) {
    (LIMITS as Record<string, number>)[name] = Math.max(1, Math.floor(LIMITS[name] / DIVISOR));
  }
}
