import * as z from 'zod';
import { DEFAULTS } from '../../contract/environment.ts';
import { Description, Entry, RequestedTask } from './new-version.ts';

/** The text fields of the form of `POST /upload`; its files are in the field `model`. */
export const UploadFields = z.strictObject({
  name: z
    .string()
    .optional()
    .describe('Name of the model; the configured default where it is left out.'),
  alias: z.string().default(DEFAULTS.alias).describe('Moves to the version when it is READY.'),
  rollout: z
    .string()
    .optional()
    .describe('Instead of `alias`, as JSON: what `rollout` is in `POST /models/{model}/versions`.'),
  task: RequestedTask.optional(),
  description: Description.optional(),
  entry: Entry.optional(),
});

/** The form, its files included. */
export const UploadForm = UploadFields.extend({
  model: z
    .array(z.file())
    .min(1)
    .describe('The model, or every file of its bundle under its path in it.'),
});
