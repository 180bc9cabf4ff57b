import * as z from 'zod/mini';
import { FUNCTION_SECONDS } from '../../contract/functions.ts';
import { LIMITS } from '../../contract/limits.ts';
import { requestObject } from '../../core/json/request-object.ts';

const SECONDS = `must be a whole number of seconds from 1 to ${FUNCTION_SECONDS}`;
const TimeoutSeconds = z
  .int(SECONDS)
  .check(z.minimum(1, SECONDS), z.maximum(FUNCTION_SECONDS, SECONDS));

const MILLISECONDS = `must be a whole number of milliseconds from 1 to ${FUNCTION_SECONDS * 1000}`;
const LatencyP99Ms = z
  .int(MILLISECONDS)
  .check(z.minimum(1, MILLISECONDS), z.maximum(FUNCTION_SECONDS * 1000, MILLISECONDS));

const PERCENT = 'must be a number of percent above 0 and below 100';
const Percent = z.number(PERCENT).check(z.gt(0, PERCENT), z.lt(100, PERCENT));

const URL_RULE =
  `must be an address that begins with https:// or http://, of at most ${LIMITS.runbookUrlLength} ` +
  'characters';
const RunbookUrl = z.string(URL_RULE).check(
  z.maxLength(LIMITS.runbookUrlLength, URL_RULE),
  z.refine((text) => URL.canParse(text) && /^https?:\/\/[^\s\p{Cc}]+$/u.test(text), URL_RULE),
);

const INDEX = 'must be a number above 0 and at most 10';
const MaxDrift = z.number(INDEX).check(z.gt(0, INDEX), z.maximum(10, INDEX));

const SHARE = 'must be a number of percent from 0 to 100';
const Share = z.number(SHARE).check(z.minimum(0, SHARE), z.maximum(100, SHARE));

const FIELD_RULE = `must be a field's or column's name, 1 to ${LIMITS.redactedFieldLength} characters`;
const FieldName = z
  .string(FIELD_RULE)
  .check(z.trim(), z.minLength(1, FIELD_RULE), z.maxLength(LIMITS.redactedFieldLength, FIELD_RULE));

const Capture = requestObject({
  percent: Share.check(z.describe('Predictions in percent that are kept; 0 keeps none.')),
  redact: z
    .optional(z.array(FieldName).check(z.maxLength(LIMITS.redactedFields)))
    .check(
      z.describe(
        'Names of fields and columns, whatever their case, whose values are never written; what the ' +
          'service redacts comes on top.',
      ),
    ),
  inputs: z.optional(z.boolean()).check(z.describe('True keeps inputs. Left out: they are kept.')),
  outputs: z
    .optional(z.boolean())
    .check(z.describe('True keeps outputs. Left out: they are kept.')),
});

/** The body of `PUT /models/{model}/settings`: it replaces all of them. */
export const ModelSettingsChange = requestObject({
  timeoutSeconds: z
    .optional(TimeoutSeconds)
    .check(
      z.describe(
        'The time that one prediction may run, within the time of the function. Left out: as the ' +
          'service says.',
      ),
    ),
  latencyP99Ms: z
    .optional(LatencyP99Ms)
    .check(
      z.describe(
        'Milliseconds that the slowest 1 % of answers may take; the model has an alarm of its own ' +
          'then. Left out: the alarm of all models.',
      ),
    ),
  errorRatePercent: z
    .optional(Percent)
    .check(
      z.describe(
        'Predictions in percent that may fail by the fault of the service or the model; an alarm of ' +
          'its own. Left out: the alarm of all models.',
      ),
    ),
  minAccuracyPercent: z
    .optional(Percent)
    .check(
      z.describe(
        'Answers in percent that have to agree with the truth sent for them; an alarm of its own. ' +
          'Left out: no alarm.',
      ),
    ),
  maxDrift: z
    .optional(MaxDrift)
    .check(
      z.describe(
        'Population stability index from the baseline that is well even where it is more than chance, ' +
          'as 0.1. Left out: whatever is more than chance rings.',
      ),
    ),
  runbookUrl: z
    .optional(RunbookUrl)
    .check(
      z.describe(
        "The page that tells those who get the model's alarms what to do. Left out: this service's runbook.",
      ),
    ),
  capture: z
    .optional(Capture)
    .check(
      z.describe(
        'The share and the parts of its predictions that are kept as lines of JSON. Left out: as the ' +
          'service says, which is nothing unless it was deployed so.',
      ),
    ),
});

/** A model's settings as the API shows them. */
export const ModelSettingsView = z.strictObject({
  timeoutSeconds: z.optional(z.int()),
  latencyP99Ms: z.optional(z.int()),
  errorRatePercent: z.optional(z.number()),
  minAccuracyPercent: z.optional(z.number()),
  maxDrift: z.optional(z.number()),
  runbookUrl: z.optional(z.string()),
  capture: z.optional(
    z.strictObject({
      percent: z.number(),
      redact: z.optional(z.readonly(z.array(z.string()))),
      inputs: z.optional(z.boolean()),
      outputs: z.optional(z.boolean()),
    }),
  ),
});
