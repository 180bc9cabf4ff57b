const DAY_MS = 86_400_000;

/** The day of a quota, as `2026-11-29`: UTC's. */
export function toDay(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 10);
}

/** Its beginning. */
export function toMidnightMs(nowMs: number): number {
  return Date.parse(toDay(nowMs));
}

/** Until quotas begin anew, 1 at least. */
export function toSecondsLeft(nowMs: number): number {
  // eslint-disable-next-line no-restricted-syntax -- midnight is a date
  return Math.max(1, Math.ceil((toMidnightMs(nowMs) + DAY_MS - nowMs) / 1000));
}
