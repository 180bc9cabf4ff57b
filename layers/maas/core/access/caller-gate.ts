import { MaasError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { AccessRecord, CallerRight, ModelRecord } from '../registry/records.ts';
import { OTHERS } from './caller-name.ts';
import { toDay, toSecondsLeft } from './day.ts';
import { QuotaExceededError } from './quota-exceeded-error.ts';

/** As whom callers are counted that nobody asked to count by themselves. */
const OTHER = 'other';

export interface CallerGateOptions {
  readonly clock: Clock;
  /** Callers who are counted by themselves, whatever they call. @default - nobody is counted */
  readonly counted?: readonly string[];
}

/**
 * Lets callers in to models, by the record that a prediction reads anyway. Of a quota it knows what
 * the record says was used up, and what it let in by itself: together that is less than the truth
 * for some minutes, and never more.
 */
export class CallerGate {
  readonly #clock: Clock;
  readonly #counted: ReadonlySet<string>;
  /** Calls that were let in on `#day`, by model and caller. */
  readonly #calls = new Map<string, number>();
  #day = '';

  constructor({ clock, counted = [] }: CallerGateOptions) {
    this.#clock = clock;
    this.#counted = new Set(counted);
  }

  /**
   * @param caller undefined where nobody was asked
   * @returns as whom the call is counted; undefined where it is not
   * @throws MaasError FORBIDDEN, QuotaExceededError
   */
  admit({ model, access }: ModelRecord, caller: string | undefined): string | undefined {
    if (!access) return this.#toCounted(caller);
    const { name, perDay, spentOn } = findRight(model, access, caller);
    if (perDay === undefined) return this.#toCounted(caller);
    const nowMs = this.#clock.nowMs();
    const day = toDay(nowMs);
    if (spentOn === day || !this.#take(`${model} ${name}`, perDay, day)) {
      throw createSpentError(model, name, perDay, nowMs);
    }
    return name;
  }

  #take(key: string, perDay: number, day: string): boolean {
    if (day !== this.#day) {
      this.#calls.clear();
      this.#day = day;
    }
    const calls = this.#calls.get(key) ?? 0;
    if (calls >= perDay) return false;
    this.#calls.set(key, calls + 1);
    return true;
  }

  #toCounted(caller: string | undefined): string | undefined {
    if (this.#counted.size === 0) return undefined;
    return caller !== undefined && this.#counted.has(caller) ? caller : OTHER;
  }
}

function findRight(
  model: string,
  { callers }: AccessRecord,
  caller: string | undefined,
): CallerRight & { readonly name: string } {
  const name = caller !== undefined && Object.hasOwn(callers, caller) ? caller : OTHERS;
  const right = Object.hasOwn(callers, name) ? callers[name] : undefined;
  if (right) return { ...right, name };
  throw new MaasError(
    'FORBIDDEN',
    `${caller === undefined ? 'A caller without a name' : `'${caller}'`} may not call model ` +
      `'${model}'; whoever manages it says who may, by PUT /models/${model}/access.`,
  );
}

function createSpentError(
  model: string,
  name: string,
  perDay: number,
  nowMs: number,
): QuotaExceededError {
  const who = name === OTHERS ? 'Callers that are not named by themselves have' : `'${name}' has`;
  return new QuotaExceededError(
    `${who} had the ${perDay} calls of model '${model}' that a day allows; the next day begins at ` +
      'midnight, UTC.',
    toSecondsLeft(nowMs),
  );
}
