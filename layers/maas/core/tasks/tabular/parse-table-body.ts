import type { z } from 'zod/mini';
import { isJsonObject } from '../../json/json-object.ts';
import { parseTaskBody } from '../task/parse-task-body.ts';

/**
 * Reads a body with rows; of one that has them otherwise, the refusal says how they are sent.
 * @throws MaasError INVALID_REQUEST
 */
export function parseTableBody<T>(schema: z.ZodMiniType<T>, body: unknown): T {
  return parseTaskBody(schema, body, '{"rows": […]}', adviseRows);
}

function adviseRows(body: unknown): string | undefined {
  if (!isJsonObject(body)) return undefined;
  const { rows } = body;
  if (rows === undefined) return adviseKeys(body);
  if (typeof rows === 'string' || isJsonObject(rows)) {
    return 'Rows are a list; of a pandas DataFrame they are df.to_dict(orient="records").';
  }
  const isOneRow =
    Array.isArray(rows) && rows.some((cell) => typeof cell !== 'object' || cell === null);
  return isOneRow
    ? 'Each row is a list of its own, also a single one: {"rows": [[…]]}.'
    : undefined;
}

function adviseKeys(body: Readonly<Record<string, unknown>>): string | undefined {
  const keys = Object.keys(body);
  const isRow =
    keys.length > 0 && keys.every((key) => key !== 'scores' && typeof body[key] !== 'object');
  return isRow ? 'If that is a row, send {"rows": [{…}]}.' : undefined;
}
