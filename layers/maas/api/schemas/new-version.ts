import * as z from 'zod';
import { LIMITS } from '../../contract/limits.ts';
import { TASK_NAMES } from '../../core/tasks/task/task.ts';
import { RolloutOnReady } from './rollout.ts';
import { requestObject } from '../../core/json/request-object.ts';

const NewFile = requestObject({
  path: z.string().describe('The path of the file in the bundle, as `model.onnx`.'),
  bytes: z
    .int('must be the size in bytes, a whole number')
    .min(0, 'must be the size in bytes, from 0 on'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be the SHA-256 as 64 hexadecimal digits')
    .transform((text) => text.toLowerCase()),
});

export const Description = z
  .string()
  .max(LIMITS.descriptionLength, `must have at most ${LIMITS.descriptionLength} characters`);
export const Entry = z
  .string()
  .min(1, 'must be the path of a model')
  .describe(
    'The path of the `.onnx` file that is served, where there are several; `model.onnx` or `onnx/model.onnx` ' +
      'where it is left out.',
  );
export const RequestedTask = z.enum(TASK_NAMES, `must be one of ${TASK_NAMES.join(', ')}`);

/** The body of `POST /models/{model}/versions`. */
export const NewVersion = requestObject({
  files: z.array(NewFile, 'must be a list of files').min(1, 'must name at least one file'),
  alias: z.string().optional().describe('Moves to the version when it is READY.'),
  rollout: RolloutOnReady.optional().describe(
    'Instead of `alias`: it moves in steps, from when the version is READY on.',
  ),
  task: RequestedTask.optional().describe('Found from the files where it is left out.'),
  description: Description.optional(),
  entry: Entry.optional(),
}).refine(({ alias, rollout }) => alias === undefined || rollout === undefined, {
  message: 'has "alias", which moves at once, and "rollout", which moves it in steps; give one',
});
