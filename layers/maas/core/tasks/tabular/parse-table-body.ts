import type { z } from 'zod/mini';
import { MaasError } from '../../errors.ts';
import { isJsonObject } from '../../json/json-object.ts';
import { parseBody } from '../../json/parse-body.ts';

/** Keys of the neighbours' bodies, and their calls. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  instances: 'POST /v1/models/{model}:predict',
  dataframe_split: 'POST /invocations',
  dataframe_records: 'POST /invocations',
  inputs: 'POST /invocations',
};

/**
 * Reads a body with rows; of one that has them otherwise, the refusal says how they are sent.
 * @throws MaasError INVALID_REQUEST
 */
export function parseTableBody<T>(schema: z.ZodMiniType<T>, body: unknown): T {
  try {
    return parseBody(schema, body);
  } catch (error) {
    const advice = adviseRows(body);
    if (!(error instanceof MaasError) || advice === undefined) throw error;
    throw new MaasError(error.code, `${error.message} ${advice}`, { cause: error });
  }
}

function adviseRows(body: unknown): string | undefined {
  if (Array.isArray(body)) return 'Put it into an object: {"rows": […]}.';
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
  const neighbour = keys.find((key) => Object.hasOwn(NEIGHBOURS, key));
  if (neighbour !== undefined) return `"${neighbour}" is taken by ${NEIGHBOURS[neighbour]}.`;
  const isRow =
    keys.length > 0 && keys.every((key) => key !== 'scores' && typeof body[key] !== 'object');
  return isRow ? 'If that is a row, send {"rows": [{…}]}.' : undefined;
}
