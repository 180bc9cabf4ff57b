import * as z from 'zod';
import { FUNCTION_SECONDS } from '../../contract/functions.ts';
import { requestObject } from '../../core/json/request-object.ts';

const RULE = `must be a whole number of seconds from 1 to ${FUNCTION_SECONDS}`;
const TimeoutSeconds = z.int(RULE).min(1, RULE).max(FUNCTION_SECONDS, RULE);

/** The body of `PUT /models/{model}/settings`: it replaces all of them. */
export const ModelSettingsChange = requestObject({
  timeoutSeconds: TimeoutSeconds.optional().describe(
    'How long one prediction may run, within the time of the function. Left out: as the service says.',
  ),
});

/** A model's settings as the API shows them. */
export const ModelSettingsView = z.strictObject({ timeoutSeconds: z.int().optional() });
