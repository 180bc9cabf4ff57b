import { RejectionError } from '../../errors.ts';
import { parseWithLiterals } from '../../json/json-literals.ts';

/**
 * NaN and the infinities, which Python's `json` writes into settings (`"model_max_length":
 * Infinity`), are null: nothing that is followed can be one of them.
 * @throws RejectionError TASK_MISMATCH when the text is not a JSON object or list
 */
export function parseJsonText(path: string, text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const literal = parseWithLiterals(text, JSON.parse);
    if (literal !== undefined) return parseJsonText(path, JSON.stringify(literal, dropSymbol));
    throw new RejectionError(
      'TASK_MISMATCH',
      `The bundle's '${path}' is not JSON: ${(error as Error).message}.`,
      { cause: error },
    );
  }
  if (typeof value === 'object' && value !== null) return value;
  throw new RejectionError('TASK_MISMATCH', `The bundle's '${path}' must hold a JSON object.`);
}

function dropSymbol(_key: string, value: unknown): unknown {
  return typeof value === 'symbol' ? null : value;
}
