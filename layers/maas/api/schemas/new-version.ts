import * as z from 'zod/mini';
import { LIMITS } from '../../contract/limits.ts';
import { TASK_NAMES } from '../../core/tasks/task/task.ts';
import { RolloutOnReady } from './rollout.ts';
import { requestObject } from '../../core/json/request-object.ts';

const NewFile = requestObject({
  path: z.string().check(z.describe('The path of the file in the bundle, as `model.onnx`.')),
  bytes: z
    .int('must be the size in bytes, a whole number')
    .check(z.minimum(0, 'must be the size in bytes, from 0 on')),
  sha256: z.pipe(
    z.string().check(z.regex(/^[0-9a-f]{64}$/i, 'must be the SHA-256 as 64 hexadecimal digits')),
    z.transform((text) => text.toLowerCase()),
  ),
});

export const Description = z
  .string()
  .check(
    z.maxLength(
      LIMITS.descriptionLength,
      `must have at most ${LIMITS.descriptionLength} characters`,
    ),
  );
export const Entry = z
  .string()
  .check(
    z.minLength(1, 'must be the path of a model'),
    z.describe(
      'The path of the `.onnx` file that is served, where there are several; `model.onnx` or `onnx/model.onnx` ' +
        'where it is left out.',
    ),
  );
export const RequestedTask = z.enum(TASK_NAMES, `must be one of ${TASK_NAMES.join(', ')}`);

/** The body of `POST /models/{model}/versions`. */
export const NewVersion = requestObject({
  files: z
    .array(NewFile, 'must be a list of files')
    .check(z.minLength(1, 'must name at least one file')),
  alias: z.optional(z.string()).check(z.describe('Moves to the version when it is READY.')),
  rollout: z
    .optional(RolloutOnReady)
    .check(z.describe('Instead of `alias`: it moves in steps, from when the version is READY on.')),
  task: z.optional(RequestedTask).check(z.describe('Found from the files where it is left out.')),
  description: z.optional(Description),
  entry: z.optional(Entry),
}).check(
  z.refine(({ alias, rollout }) => alias === undefined || rollout === undefined, {
    message: 'has "alias", which moves at once, and "rollout", which moves it in steps; give one',
  }),
);
