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
  input: 'POST /v1/embeddings',
  query: 'POST /rerank',
};

/**
 * Reads a body of a task's own form; of another, the refusal says how it is sent, or where.
 * @param form the task's own, as `{"text": …}`
 * @param advise what is to be said of bodies that are no neighbour's
 * @throws MaasError INVALID_REQUEST
 */
export function parseTaskBody<T>(
  schema: z.ZodMiniType<T>,
  body: unknown,
  form: string,
  advise: (body: unknown) => string | undefined = () => undefined,
): T {
  try {
    return parseBody(schema, body);
  } catch (error) {
    const advice = adviseForm(body, form) ?? advise(body);
    if (!(error instanceof MaasError) || advice === undefined) throw error;
    throw new MaasError(error.code, `${error.message} ${advice}`, { cause: error });
  }
}

function adviseForm(body: unknown, form: string): string | undefined {
  if (Array.isArray(body) || typeof body === 'string') return `Put it into an object: ${form}.`;
  const neighbour = isJsonObject(body)
    ? Object.keys(body).find((key) => Object.hasOwn(NEIGHBOURS, key))
    : undefined;
  return neighbour && `"${neighbour}" is taken by ${NEIGHBOURS[neighbour]}.`;
}
