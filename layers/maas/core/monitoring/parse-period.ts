import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';
import type { Period } from '../ports/metrics.ts';

const SECOND_MS = 1000;
const DEFAULT_MS = 3600 * SECOND_MS;
/** CloudWatch keeps metrics for 455 days. */
const LONGEST_MS = 455 * 86_400 * SECOND_MS;

/** Weeks, or days and a time; no years and months, as they have no fixed length. */
const ISO_DURATION = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/;
const UNIT_SECONDS = [604_800, 86_400, 3600, 60, 1];
const ISO_TIME = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
/** A query that was not percent-encoded has a space where its `+` stood. */
const LOST_PLUS = / (?=\d\d:\d\d$)/;

export interface PeriodTexts {
  /** Seconds, or an ISO 8601 duration. */
  readonly period?: string | undefined;
  /** ISO 8601 times. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * A stretch of time by two of its beginning, end and length; up to now, and an hour long, where
 * nothing else is said.
 * @throws MaasError INVALID_REQUEST
 */
export function parsePeriod({ period, from, to }: PeriodTexts, nowMs: number): Period {
  if (period !== undefined && from !== undefined && to !== undefined) {
    throw new MaasError(
      'INVALID_REQUEST',
      'Give two of "period", "from" and "to"; the third follows.',
    );
  }
  const lengthMs = period === undefined ? undefined : parseDurationMs(period);
  const begin = from === undefined ? undefined : parseTimeMs('from', from);
  const end = to === undefined ? undefined : parseTimeMs('to', to);
  const toMs = end ?? (begin === undefined || lengthMs === undefined ? nowMs : begin + lengthMs);
  const fromMs = begin ?? toMs - (lengthMs ?? DEFAULT_MS);
  if (fromMs >= toMs) {
    throw new MaasError(
      'INVALID_REQUEST',
      `The period ends at ${new Date(toMs).toISOString()}, which is not after its beginning, ` +
        `${new Date(fromMs).toISOString()}.`,
    );
  }
  if (toMs - fromMs > LONGEST_MS) {
    throw new MaasError(
      'INVALID_REQUEST',
      `A period may be ${LONGEST_MS / SECOND_MS} seconds long (455 days); got ` +
        `${(toMs - fromMs) / SECOND_MS}.`,
    );
  }
  return { fromMs, toMs };
}

function parseDurationMs(text: string): number {
  const units: (string | undefined)[] = ISO_DURATION.exec(text)?.slice(1) ?? [];
  const seconds = /^\d+$/.test(text)
    ? Number(text)
    : units.reduce((sum, value, index) => sum + Number(value ?? 0) * (UNIT_SECONDS[index] ?? 0), 0);
  if (seconds > 0 && seconds * SECOND_MS <= LONGEST_MS) return seconds * SECOND_MS;
  throw new MaasError(
    'INVALID_REQUEST',
    '"period" is a number of seconds or an ISO 8601 duration, as 3600, PT1H or P7D, of at most ' +
      `455 days; got ${quote(text)}.`,
  );
}

function parseTimeMs(name: string, text: string): number {
  const time = text.replace(LOST_PLUS, '+');
  const day = ISO_TIME.exec(time)?.[1] ?? '';
  const timeMs = isDay(day) ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(timeMs)) {
    throw new MaasError(
      'INVALID_REQUEST',
      `"${name}" is an ISO 8601 time with its zone, as 2026-01-31T12:00:00Z; got ${quote(text)}.`,
    );
  }
  return timeMs;
}

/** JavaScript takes the 31st of November for the 1st of December. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
