import { RejectionError } from '../../errors.ts';

/** @throws RejectionError TASK_MISMATCH when the text is not a JSON object or list */
export function parseJsonText(path: string, text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RejectionError(
      'TASK_MISMATCH',
      `The bundle's '${path}' is not JSON: ${(error as Error).message}.`,
      { cause: error },
    );
  }
  if (typeof value === 'object' && value !== null) return value;
  throw new RejectionError('TASK_MISMATCH', `The bundle's '${path}' must hold a JSON object.`);
}
