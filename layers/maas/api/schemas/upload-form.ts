import * as z from 'zod/mini';
import { DEFAULTS } from '../../contract/environment.ts';
import { Description, Entry, RequestedTask } from './new-version.ts';

/** The text fields of the form of `POST /upload`; its files are in the field `model`. */
export const UploadFields = z.strictObject({
  name: z
    .optional(z.string())
    .check(z.describe('Name of the model; the configured default where it is left out.')),
  alias: z
    ._default(z.string(), DEFAULTS.alias)
    .check(z.describe('Moves to the version when it is READY.')),
  rollout: z
    .optional(z.string())
    .check(
      z.describe(
        'Instead of `alias`, as JSON: what `rollout` is in `POST /models/{model}/versions`.',
      ),
    ),
  task: z.optional(RequestedTask),
  description: z.optional(Description),
  entry: z.optional(Entry),
});

/** The form, its files included. */
export const UploadForm = z.extend(UploadFields, {
  model: z
    .array(z.file())
    .check(
      z.minLength(1),
      z.describe('The model, or every file of its bundle under its path in it.'),
    ),
});
