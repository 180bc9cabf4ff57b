import * as z from 'zod';
import { LIMITS } from '../../contract/limits.ts';
import { findNameFault } from '../../core/access/caller-name.ts';
import { requestObject } from '../../core/json/request-object.ts';
import type { ModelRecord } from '../../core/registry/records.ts';

const CALLS = `must be a whole number of calls from 1 to ${LIMITS.quotaCalls}`;

const CallerRight = requestObject({
  perDay: z
    .int(CALLS)
    .min(1, CALLS)
    .max(LIMITS.quotaCalls, CALLS)
    .optional()
    .describe('Calls from midnight to midnight, UTC. Left out: any number.'),
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
  callers: z
    .record(z.string(), CallerRight)
    .superRefine((callers, context) => {
      const fault = findFault(Object.keys(callers));
      if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
    })
    .describe(
      "By name: `key:` and an API key's id, `sub:` and a token's subject, the ARN of a user or a " +
        'role, or `*` for all others together. Callers who are not named may not call.',
    ),
});

/** The callers of a model and their calls a day, as the API shows them. */
export const AccessView = z.strictObject({
  model: z.string(),
  restricted: z.boolean().describe('True if only those below may call it.'),
  callers: z.record(
    z.string(),
    z.strictObject({
      perDay: z.int().optional(),
      usedToday: z
        .int()
        .optional()
        .describe('Calls since midnight, UTC, of a caller with a quota, as the metrics have them.'),
      spent: z.boolean().optional().describe('True if every instance refuses the rest of the day.'),
    }),
  ),
  updatedAt: z.iso.datetime().optional(),
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
