import * as z from 'zod/mini';
import { LIMITS } from '../../contract/limits.ts';
import { findNameFault } from '../../core/access/caller-name.ts';
import { requestObject } from '../../core/json/request-object.ts';
import type { ModelRecord } from '../../core/registry/records.ts';

const CALLS = `must be a whole number of calls from 1 to ${LIMITS.quotaCalls}`;

const CallerRight = requestObject({
  perDay: z
    .optional(z.int(CALLS).check(z.minimum(1, CALLS), z.maximum(LIMITS.quotaCalls, CALLS)))
    .check(z.describe('Calls from midnight to midnight, UTC. Left out: any number.')),
});

function findFault(names: readonly string[]): string | undefined {
  if (names.length > LIMITS.accessCallers) {
    return `must name at most ${LIMITS.accessCallers} callers`;
  }
  if (names.some((name) => name.length > LIMITS.callerNameLength)) {
    return `must have names of at most ${LIMITS.callerNameLength} characters`;
  }
  const fault = names.map(findNameFault).find((each) => each !== undefined);
  return fault && `cannot name this caller: ${fault}`;
}

/** The body of `PUT /models/{model}/access`: it replaces what was said before. */
export const AccessChange = requestObject({
  callers: z.record(z.string(), CallerRight).check(
    z.superRefine((callers, context) => {
      const fault = findFault(Object.keys(callers));
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    }),
    z.describe(
      "By name: `key:` and an API key's id, `sub:` and a token's subject, the ARN of a user or a " +
        'role, or `*` for all others together. Callers who are not named may not call.',
    ),
  ),
});

/** The callers of a model and their calls a day, as the API shows them. */
export const AccessView = z.strictObject({
  model: z.string(),
  restricted: z.boolean().check(z.describe('True if only those below may call it.')),
  callers: z.record(
    z.string(),
    z.strictObject({
      perDay: z.optional(z.int()),
      usedToday: z
        .optional(z.int())
        .check(
          z.describe(
            'Calls since midnight, UTC, of a caller with a quota, as the metrics have them.',
          ),
        ),
      spent: z
        .optional(z.boolean())
        .check(z.describe('True if every instance refuses the rest of the day.')),
    }),
  ),
  updatedAt: z.optional(z.iso.datetime()),
});

/**
 * @param today the day that is now
 * @param used calls of the day, by caller
 */
export function toAccessView(
  { model, access }: ModelRecord,
  today: string,
  used: ReadonlyMap<string, number>,
): z.infer<typeof AccessView> {
  if (!access) return { model, restricted: false, callers: {} };
  return {
    model,
    restricted: true,
    callers: Object.fromEntries(
      Object.entries(access.callers).map(([caller, { perDay, spentOn }]) => [
        caller,
        perDay === undefined
          ? {}
          : { perDay, usedToday: used.get(caller) ?? 0, spent: spentOn === today },
      ]),
    ),
    updatedAt: access.updatedAt,
  };
}
